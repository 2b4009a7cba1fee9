package io.cellwright.anndata;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cellwright.anndata.hdf5.Hdf5File;
import io.cellwright.anndata.store.Store;
import io.cellwright.anndata.zarr.ZarrStore;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// What is written of tables, how, and what is there when something fails.
class ZarrWriteTest {
    private static final long SEED = 11;

    @TempDir
    Path folder;

    private final CellTable table = new Samples(SEED).table(300, 80, 0.3);

    private Path input() {
        Path path = folder.resolve("in.h5ad");
        H5adWriter.create(path, table, new Samples(SEED + 1).annotations(300));
        return path;
    }

    private void write(Disk disk, Path out, Target target) {
        try (CellFile cells = CellFile.open(folder.resolve("in.h5ad"))) {
            new CellWriter(disk).write(cells, out, target, Added.of(Annotations.none()), () -> false);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aMatrixOfManyChunksIsTheSameInShards() throws IOException {
        input();
        Path out = folder.resolve("out.zarr");
        write(Disk.REAL, out, new Target.Zarr(3, false, true, new Compression.Lz4(), 64));
        try (ZarrFile made = ZarrFile.open(out); H5adFile original = H5adFile.open(folder.resolve("in.h5ad"))) {
            Same.matrices(made.matrix(new MatrixRef.X()), table.counts());
            Same.frames(made.obs(), original.obs());
        }
        assertThat(table.counts().entries()).as("seed " + SEED).isGreaterThan(64 * 50);
        assertThat(out.resolve("X/data/c/0")).exists();
        assertThat(out.resolve("X/data/c/1")).doesNotExist();
        assertThat(Files.readString(out.resolve("X/data/zarr.json"))).contains("sharding_indexed", "crc32c", "\"lz4\"");
    }

    @Test
    void consolidatedMetadataNameEveryNode() throws IOException {
        input();
        write(Disk.REAL, folder.resolve("two.zarr"), Target.Zarr.usual(2, false));
        write(Disk.REAL, folder.resolve("three.zarr"), Target.Zarr.usual(3, false));
        assertThat(Files.readString(folder.resolve("two.zarr/.zmetadata"))).contains("\"zarr_consolidated_format\": 1",
                "\"obs/_index/.zarray\"", "\"X/.zattrs\"", "\".zgroup\"");
        assertThat(Files.readString(folder.resolve("three.zarr/zarr.json"))).contains("\"must_understand\": false",
                "\"obs/_index\"", "\"X/data\"");
    }

    @Test
    void onlyAStoreOrAnEmptyFolderIsReplaced() throws IOException {
        input();
        Path out = Files.createDirectory(folder.resolve("out.zarr"));
        write(Disk.REAL, out, Target.Zarr.usual(2, false));
        write(Disk.REAL, out, Target.Zarr.usual(3, false));
        assertThat(out.resolve(".zgroup")).doesNotExist();
        assertThat(out.resolve("zarr.json")).exists();
        Path work = Files.createDirectory(folder.resolve("work"));
        Files.writeString(work.resolve("notes.txt"), "mine");
        assertThatThrownBy(() -> write(Disk.REAL, work, Target.Zarr.usual(3, false)))
                .isInstanceOf(DataException.class);
        assertThat(work.resolve("notes.txt")).hasContent("mine");
        assertThat(names()).containsExactly("in.h5ad", "out.zarr", "work");
        Files.createDirectory(out.resolve("figures"));
        assertThatThrownBy(() -> write(Disk.REAL, out, Target.Zarr.usual(3, false))).isInstanceOf(DataException.class)
                .hasMessageContaining("has something else in it: figures");
        assertThat(out.resolve("figures")).exists();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFullDiskLeavesTheOldStoreWholeAndNothingElse(boolean zipped) throws IOException {
        input();
        Path out = folder.resolve("out.zarr");
        write(Disk.REAL, out, Target.Zarr.usual(2, zipped));
        for (long room : new long[] {0, 10, 300}) {
            Disk full = (path, options) -> WatchedChannel.withRoomFor(FileChannel.open(path, options), room);
            assertThatThrownBy(() -> write(full, out, Target.Zarr.usual(3, zipped))).isInstanceOf(DataException.class)
                    .hasMessageContaining("out.zarr: cannot be written: No space left on device")
                    .hasMessageContaining("as it was");
            assertThat(names()).containsExactly("in.h5ad", "out.zarr");
            try (ZarrFile old = ZarrFile.open(out)) {
                Same.matrices(old.matrix(new MatrixRef.X()), table.counts());
            }
        }
    }

    @Test
    void whatIsStoppedLeavesNothing() throws IOException {
        input();
        List<Target> targets = List.of(new Target.H5ad(new Compression.Gzip(1), 64), Target.Zarr.usual(2, false),
                Target.Zarr.usual(3, true), new Target.TenxFolder(), new Target.MatrixMarket(true),
                new Target.Text(',', false));
        for (Target target : targets) {
            AtomicInteger asked = new AtomicInteger();
            try (CellFile cells = CellFile.open(folder.resolve("in.h5ad"))) {
                assertThatThrownBy(() -> CellWriter.write(cells, folder.resolve("out"), target,
                        () -> asked.incrementAndGet() > 2)).as(target.toString())
                        .isInstanceOf(CancellationException.class);
            }
            assertThat(names()).as(target.toString()).containsExactly("in.h5ad");
        }
    }

    @Test
    void choicesThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> new Target.H5ad(new Compression.Zstd(), 1000))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("must be none or gzip");
        assertThatThrownBy(() -> new Target.Zarr(2, false, true, new Compression.Lz4(), 1000))
                .hasMessageContaining("version 2 has none");
        assertThatThrownBy(() -> new Target.Zarr(4, false, false, new Compression.Lz4(), 1000))
                .hasMessageContaining("must be 2 or 3 but was 4");
        assertThatThrownBy(() -> new Target.Zarr(3, false, false, new Compression.Lz4(), 63))
                .hasMessageContaining("must be from 64 to 16777216 but were 63");
        assertThatThrownBy(() -> new Compression.Gzip(0)).hasMessageContaining("must be from 1 to 9 but was 0");
    }

    /// Zstandard packs it to almost nothing, which is no bomb.
    @Test
    void aColumnOfOneTextThroughoutIsReadBack() {
        int n = 300_000;
        List<String> names = IntStream.range(0, n).mapToObj(Integer::toString).toList();
        Column same = new Column.Strings("tissue", Collections.nCopies(n, "bone marrow"));
        CsrMatrix none = new CsrMatrix(n, 1, new long[n + 1], new int[0], new float[0]);
        CellTable many = new CellTable(none, new Frame(names, List.of(same)), new Frame(List.of("g"), List.of()));
        Path out = folder.resolve("many.zarr");
        new NewStore(Disk.REAL, NewTables.of(many, Added.of(Annotations.none())), () -> false).zarr(out,
                Target.Zarr.usual(3, false));
        try (ZarrFile read = ZarrFile.open(out)) {
            assertThat(read.obs().column("tissue").orElseThrow().text(n - 1)).isEqualTo("bone marrow");
        }
    }

    /// Unknown encodings, and names that cannot be those of files.
    @Test
    void whatIsNotKnownGoesAlongAndWhatCannotIsLeft() throws IOException {
        Path made = ZarrMaker.tables().put("uns/.zgroup", "{'zarr_format': 2}")
                .put("uns/strange/.zgroup", "{'zarr_format': 2}")
                .put("uns/strange/.zattrs", "{'encoding-type': 'yarn', 'length': 3, 'form': 'x', 'of': [1.5, 2], "
                        + "'inside': {'a': 1}}")
                .array("uns/strange/part", "<i4", "[2]", "[2]", "null", "null")
                .put("uns/strange/part/0", new byte[] {1, 0, 0, 0, 2, 0, 0, 0})
                .array("uns/when", "<M8[ns]", "[1]", "[1]", "null", "null").put("uns/when/0", new byte[8])
                .put("obs/.zattrs", "{'_index': '_index', 'column-order': ['day', 'n']}")
                .array("obs/day", "<M8[ns]", "[2]", "[2]", "null", "null").put("obs/day/0", new byte[16])
                .array("obs/n", "<i4", "[2]", "[2]", "null", "null")
                .put("obs/n/0", new byte[] {4, 0, 0, 0, 5, 0, 0, 0}).folder(folder);
        Path out = folder.resolve("out.h5ad");
        try (ZarrFile cells = ZarrFile.open(made)) {
            Carry carry = cells.carried(Added.of(Annotations.none()));
            new NewStore(Disk.REAL, carry, () -> false).h5ad(out, Target.H5ad.usual());
            assertThat(carry.left()).hasSize(3).anySatisfy(text -> assertThat(text).contains("uns/when", "M8"))
                    .anySatisfy(text -> assertThat(text).contains("obs/day", "M8"))
                    .anySatisfy(text -> assertThat(text).contains("uns/strange@inside"));
        }
        try (H5adFile read = H5adFile.open(out)) {
            assertThat(read.obs().columns()).extracting(Column::name).containsExactly("n");
        }
        try (Store from = ZarrStore.open(made); Store to = Hdf5File.open(out)) {
            assertThat(Trees.of(to, "uns/strange/part")).isEqualTo(Trees.of(from, "uns/strange/part"));
            assertThat(Trees.of(to, "uns/strange").get("uns/strange")).contains("encoding-type=yarn", "form=x",
                    "length=3", "of=[1.5, 2.0]");
        }
    }

    /// What is left of a store that was replaced, where a crash came while it was deleted.
    @Test
    void whatIsLeftOfAnOldStoreIsNotTakenForWhole() throws IOException {
        Path in = folder.resolve("gone.h5ad");
        H5adWriter.create(in, new Samples(SEED).table(30, 20, 0.3), Annotations.none());
        Path out = folder.resolve("gone.zarr");
        try (CellFile cells = CellFile.open(in)) {
            CellWriter.write(cells, out, Target.Zarr.usual(2, false), () -> false);
            CellWriter.write(cells, out, Target.Zarr.usual(3, false), () -> false);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(in, out);
        }
        Files.move(out, folder.resolve("elsewhere"));
        Files.createDirectory(folder.resolve(".gone.zarr.1f0a.gone"));
        assertThat(AtomicFolder.leftAside(out)).isEmpty();
    }

    /// The moment between the two renames: nothing is in the place, and the old store lies beside it.
    @Test
    void aReplacementThatWasCutOffIsSaidAndUndone() throws IOException {
        Path in = folder.resolve("cut.h5ad");
        CellTable table = new Samples(SEED).table(30, 20, 0.3);
        H5adWriter.create(in, table, Annotations.none());
        Path out = folder.resolve("cut.zarr");
        Path aside = folder.resolve(".cut.zarr.1f0a.old");
        try (CellFile cells = CellFile.open(in)) {
            CellWriter.write(cells, out, Target.Zarr.usual(2, false), () -> false);
            Files.move(out, aside);
            assertThatThrownBy(() -> CellFile.open(out)).isInstanceOf(DataException.class)
                    .hasMessageContainingAll("cut.zarr: is not there", "its replacement was cut off", "mv '" + aside + "'");
            assertThatThrownBy(() -> CellWriter.write(cells, out, Target.Zarr.usual(3, false), () -> true))
                    .isInstanceOf(CancellationException.class);
            try (CellFile back = CellFile.open(out)) {
                Same.matrices(back.matrix(new MatrixRef.X()), table.counts());
            }
            assertThat(out.resolve(".zgroup")).exists();
            Files.move(out, aside);
            CellWriter.write(cells, out, Target.Zarr.usual(3, false), () -> false);
        }
        assertThat(out.resolve("zarr.json")).exists();
        assertThat(out.resolve(".zgroup")).doesNotExist();
        assertThat(aside).doesNotExist();
    }
}
