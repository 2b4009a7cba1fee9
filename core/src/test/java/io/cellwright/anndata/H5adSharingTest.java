package io.cellwright.anndata;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;

import io.cellwright.data.CellTable;
import io.cellwright.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

/// One file in the hands of several.
class H5adSharingTest {
    private static final long SEED = 9;
    private static final int CELLS = 40;

    @TempDir
    Path folder;

    private final CellTable table = new Samples(SEED).table(CELLS, 20, 0.3);
    private final Annotations annotations = new Samples(SEED + 1).annotations(CELLS);

    private Path written() {
        Path path = folder.resolve("shared.h5ad");
        H5adWriter.create(path, table, Annotations.none());
        return path;
    }

    @Test
    void aSecondWriterIsRefusedAndTheFirstIsNotDisturbed() throws IOException {
        Path path = written();
        byte[] before = Files.readAllBytes(path);
        try (FileChannel first = FileChannel.open(path, StandardOpenOption.WRITE);
                FileLock lock = first.lock(Long.MAX_VALUE - 1, 1, false)) {
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(() -> H5adWriter.addInPlace(path, annotations)).isInstanceOf(DataException.class)
                    .hasMessageContaining("shared.h5ad: is being written to by another program")
                    .hasMessageContaining("Wait until it has ended, or write a new file with -o OUT.h5ad");
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
        H5adWriter.addInPlace(path, annotations);
    }

    @Test
    void aFileThatIsHeldIsKeptFromOthersUntilItIsGivenBack() throws IOException {
        Path path = written();
        try (InPlaceFile held = InPlaceFile.open(path)) {
            for (int i = 0; i < 2; i++) {
                // Reading it must not let go of it.
                try (H5adFile reader = H5adFile.open(path)) {
                    assertThat(reader.summary().cells()).isEqualTo(CELLS);
                }
                assertThatThrownBy(() -> InPlaceFile.open(path)).isInstanceOf(DataException.class)
                        .hasMessageContaining("shared.h5ad: is being written to by another program");
                assertThatThrownBy(() -> H5adWriter.addInPlace(path, annotations)).isInstanceOf(DataException.class)
                        .hasMessageContaining("is being written to by another program");
                requireLocked(path.resolveSibling(".shared.h5ad.lock"));
            }
            held.add(annotations);
        }
        try (H5adFile file = H5adFile.open(path)) {
            Same.annotations(file, annotations);
        }
        H5adWriter.addInPlace(path, annotations);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(path);
        }
    }

    /// Asks another process: within one, asking would let go of the lock.
    private static void requireLocked(Path lock) throws IOException {
        assumeThat(Path.of("/proc/locks")).exists();
        Object inode = Files.getAttribute(lock, "unix:ino");
        assertThat(Files.readAllLines(Path.of("/proc/locks"))).anyMatch(line -> line.contains("WRITE")
                && line.contains(":" + inode + " "));
    }

    @Test
    void aFileIsOneByWhateverNameItIsHeld() throws IOException {
        Path path = written();
        Path link = Files.createSymbolicLink(folder.resolve("link.h5ad"), path);
        try (InPlaceFile held = InPlaceFile.open(link)) {
            assertThatThrownBy(() -> InPlaceFile.open(path)).isInstanceOf(DataException.class);
            held.add(annotations);
        }
    }

    @Test
    void anotherFileInItsPlaceGetsNothing() throws IOException {
        // What has no such keys cannot tell files apart.
        assumeThat(Files.readAttributes(folder, BasicFileAttributes.class).fileKey()).isNotNull();
        Path path = written();
        Path other = folder.resolve("other.h5ad");
        H5adWriter.create(other, new Samples(SEED + 3).table(CELLS, 20, 0.3), Annotations.none());
        byte[] before = Files.readAllBytes(other);
        try (InPlaceFile held = InPlaceFile.open(path)) {
            Files.move(path, folder.resolve("first.h5ad"));
            Files.move(other, path);
            assertThatThrownBy(() -> held.add(annotations)).isInstanceOf(DataException.class)
                    .hasMessageContaining("shared.h5ad: has been replaced by another file since it was opened");
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
    }

    @Test
    void aLinkInPlaceOfALockIsRefused() throws IOException {
        Path path = written();
        Files.createSymbolicLink(folder.resolve(".shared.h5ad.lock"), folder.resolve("nowhere"));
        assertThatThrownBy(() -> InPlaceFile.open(path)).isInstanceOf(DataException.class)
                .hasMessageContaining("shared.h5ad: cannot be kept from other writers");
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }

    @Test
    void whoReadsWhileOthersAddSeesTheFileThatWasOpened() {
        Path path = written();
        try (H5adFile reader = H5adFile.open(path)) {
            H5adWriter.addInPlace(path, annotations);
            H5adWriter.addInPlace(path, new Samples(SEED + 2).annotations(CELLS));
            Same.matrices(reader.matrix(new MatrixRef.X()), table.counts());
            Same.frames(reader.obs(), table.obs());
            assertThat(reader.summary().obsm()).isEmpty();
        }
        try (H5adFile later = H5adFile.open(path)) {
            assertThat(later.summary().obsm()).containsExactly("X_scANVI");
        }
    }

    /// What a copy of a file is made of while another program adds to it: bytes behind the end that it was opened with.
    @Test
    void aCopyIsThatOfTheFileThatWasOpened() throws IOException {
        Path path = written();
        byte[] before = Files.readAllBytes(path);
        Files.write(path, new byte[3000], StandardOpenOption.APPEND);
        Path copy = folder.resolve("copy.h5ad");
        H5adWriter.copyWith(path, copy, Annotations.none());
        assertThat(Files.readAllBytes(copy)).isEqualTo(before);
    }

    @Test
    void aFileThatBecomesShorterWhileItIsReadIsADataException() throws IOException {
        Path path = written();
        try (H5adFile reader = H5adFile.open(path)) {
            assertThat(reader.summary().cells()).isEqualTo(CELLS);
            try (FileChannel other = FileChannel.open(path, StandardOpenOption.WRITE)) {
                other.truncate(100);
            }
            assertThatThrownBy(() -> reader.matrix(new MatrixRef.X())).isInstanceOf(DataException.class)
                    .hasMessageContaining("shared.h5ad, X");
            assertThatThrownBy(reader::obs).isInstanceOf(DataException.class).hasMessageContaining("shared.h5ad");
        }
    }
}
