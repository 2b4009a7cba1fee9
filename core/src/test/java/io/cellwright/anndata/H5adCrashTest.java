package io.cellwright.anndata;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.cellwright.data.CellTable;
import io.cellwright.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// What is on disk after a failure at any moment.
class H5adCrashTest {
    private static final long SEED = 7;
    private static final int CELLS = 40;

    @TempDir
    Path folder;

    private final CellTable table = new Samples(SEED).table(CELLS, 20, 0.3);
    private final Annotations annotations = new Samples(SEED + 1).annotations(CELLS);

    private Path written(String name) {
        Path path = folder.resolve(name);
        H5adWriter.create(path, table, Annotations.none());
        return path;
    }

    private void requireOld(Path path) {
        try (H5adFile file = H5adFile.open(path)) {
            Same.matrices(file.matrix(new MatrixRef.X()), table.counts());
            Same.frames(file.obs(), table.obs());
            assertThat(file.summary().obsm()).isEmpty();
        }
    }

    private void requireNew(Path path) {
        try (H5adFile file = H5adFile.open(path)) {
            Same.matrices(file.matrix(new MatrixRef.X()), table.counts());
            Same.annotations(file, annotations);
        }
    }

    @Test
    void anAdditionThatFailsAtAnyStepLeavesTheOldOrTheNewFile() throws IOException {
        Path original = written("original.h5ad");
        byte[] before = Files.readAllBytes(original);
        int old = 0;
        int fresh = 0;
        for (int step = 0;; step++) {
            Path path = folder.resolve("failing.h5ad");
            Files.write(path, before);
            int failing = step;
            H5adWriter writer = new H5adWriter(
                    (p, options) -> WatchedChannel.failingAtStep(FileChannel.open(p, options), failing));
            String message;
            try {
                writer.add(path, Added.of(annotations));
                break;
            } catch (DataException e) {
                message = e.getMessage();
            }
            assertThat(message).contains("the power failed", "as it was");
            byte[] after = Files.readAllBytes(path);
            if (Arrays.equals(before, 0, 48, after, 0, 48)) {
                assertThat(Arrays.equals(before, 0, before.length, after, 0, before.length)).isTrue();
                requireOld(path);
                old++;
            } else {
                assertThat(message).contains("The file is whole, as it was or with what was added");
                requireNew(path);
                fresh++;
            }
        }
        assertThat(old).isGreaterThan(10);
        // Only the last force can still fail after the superblock.
        assertThat(fresh).isEqualTo(1);
    }

    @Test
    void theSuperblockIsWrittenOnceAndOnlyWhenAllElseIsOnDisk() throws IOException {
        Path path = written("order.h5ad");
        List<WatchedChannel> channels = new ArrayList<>();
        new H5adWriter((p, options) -> {
            channels.add(WatchedChannel.failingAtStep(FileChannel.open(p, options), Integer.MAX_VALUE));
            return channels.getLast();
        }).add(path, Added.of(annotations));
        List<String> steps = channels.getFirst().steps();
        int flip = steps.indexOf("superblock");
        assertThat(steps.subList(0, flip - 1)).containsOnly("write");
        assertThat(steps.subList(flip - 1, steps.size())).containsExactly("force", "superblock", "force");
        requireNew(path);
    }

    @Test
    void whatWasAppendedButNotPublishedMayBeLostInPart() throws IOException {
        Path path = written("lost.h5ad");
        byte[] before = Files.readAllBytes(path);
        H5adWriter.addInPlace(path, annotations);
        byte[] after = Files.readAllBytes(path);
        // The superblock never came to disk; of the tail, only some.
        System.arraycopy(before, 0, after, 0, 100);
        for (int length = before.length; length <= after.length; length += 499) {
            Files.write(path, Arrays.copyOf(after, length));
            requireOld(path);
            H5adWriter.addInPlace(path, annotations);
            requireNew(path);
        }
    }

    @Test
    void aFullDiskLeavesTheOldOutputWholeAndNothingElse() throws IOException {
        Path in = written("in.h5ad");
        Path out = written("out.h5ad");
        byte[] before = Files.readAllBytes(out);
        long size = Files.size(in);
        for (long room : new long[] {0, 1, size / 2, size - 1, size, size + 100, size + 3000}) {
            H5adWriter writer = new H5adWriter(
                    (p, options) -> WatchedChannel.withRoomFor(FileChannel.open(p, options), room));
            assertThatThrownBy(() -> writer.copy(in, out, Added.of(annotations), () -> false))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("out.h5ad: cannot be written: No space left on device")
                    .hasMessageContaining("The old file is as it was. Check that the disk has room");
            assertThatThrownBy(() -> writer.createFile(out, table, annotations, Target.H5ad.usual())).isInstanceOf(DataException.class)
                    .hasMessageContaining("No space left on device");
            assertThat(Files.readAllBytes(out)).isEqualTo(before);
            assertThat(names()).containsExactlyInAnyOrder("in.h5ad", "out.h5ad");
        }
    }

    @Test
    void aFullDiskLeavesAFileThatIsAddedToAsItWas() throws IOException {
        Path path = written("small.h5ad");
        byte[] before = Files.readAllBytes(path);
        for (long room : new long[] {0, 1, 100, 3000}) {
            H5adWriter writer = new H5adWriter(
                    (p, options) -> WatchedChannel.withRoomFor(FileChannel.open(p, options), room));
            assertThatThrownBy(() -> writer.add(path, Added.of(annotations))).isInstanceOf(DataException.class)
                    .hasMessageContaining("small.h5ad: cannot be written: No space left on device");
            assertThat(Files.readAllBytes(path)).isEqualTo(before);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }
}
