package io.cellwright.anndata;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RowResultsTest {
    private static final long SEED = 20261130;
    private static final int CELLS = 300;

    @TempDir
    Path folder;

    private final Samples samples = new Samples(SEED);
    private final CellTable table = samples.table(CELLS, 40, 0.2);
    private final Annotations all = samples.annotations(CELLS);

    /// The same results as portions of rows.
    ///
    /// @param rows of a portion
    /// @param most portions, then it fails
    private record Portions(Annotations all, int rows, int most) implements RowResults {
        private NamedMatrix matrix() {
            return all.obsm().getFirst();
        }

        @Override
        public String name() {
            return matrix().name();
        }

        @Override
        public int rows() {
            return matrix().rows();
        }

        @Override
        public int columns() {
            return matrix().columns();
        }

        @Override
        public Annotations compute(Rows to) {
            int portion = Math.multiplyExact(rows, columns());
            int given = 0;
            for (int from = 0; from < matrix().values_nk().length; from += portion) {
                if (given++ == most) {
                    throw new CancellationException("enough");
                }
                int end = Math.min(matrix().values_nk().length, from + portion);
                to.take(Arrays.copyOfRange(matrix().values_nk(), from, end));
            }
            return new Annotations(all.obs(), List.of(), all.uns());
        }
    }

    private RowResults portions(int rows) {
        return new Portions(all, rows, Integer.MAX_VALUE);
    }

    private Path input() {
        Path in = folder.resolve("in.h5ad");
        H5adWriter.create(in, table, Annotations.none());
        return in;
    }

    @Test
    void aCopyIsTheSameToTheByteHoweverTheRowsCome() throws IOException {
        Path in = input();
        Path whole = folder.resolve("whole.h5ad");
        H5adWriter.copyWith(in, whole, all);
        for (int rows : new int[] {1, 7, CELLS}) {
            Path out = folder.resolve("rows.h5ad");
            H5adWriter.copyWith(in, out, portions(rows));
            assertThat(out).as("%d rows", rows).hasSameBinaryContentAs(whole);
        }
        assertThat(names()).containsExactlyInAnyOrder("in.h5ad", "whole.h5ad", "rows.h5ad");
    }

    @Test
    void anAdditionInPlaceIsTheSameToTheByteHoweverTheRowsCome() throws IOException {
        Path whole = input();
        Path rows = Files.copy(whole, folder.resolve("rows.h5ad"));
        for (int i = 0; i < 2; i++) {
            H5adWriter.addInPlace(whole, all);
            H5adWriter.addInPlace(rows, portions(64));
        }
        assertThat(rows).hasSameBinaryContentAs(whole);
    }

    @Test
    void filesOfOtherMakesAreTheSameToTheByteHoweverTheRowsCome() throws IOException {
        Path zarr = folder.resolve("in.zarr");
        Path text = folder.resolve("in.csv");
        Path in = input();
        try (CellFile cells = CellFile.open(in)) {
            CellWriter.write(cells, zarr, Target.Zarr.usual(3, false), () -> false);
            CellWriter.write(cells, text, new Target.Text(',', false), () -> false);
        }
        for (Path other : List.of(zarr, text)) {
            Path whole = folder.resolve("whole.h5ad");
            Path rows = folder.resolve("rows.h5ad");
            H5adWriter.copyWith(other, whole, all);
            H5adWriter.copyWith(other, rows, portions(64));
            assertThat(rows).as("%s", other).hasSameBinaryContentAs(whole);
            try (H5adFile file = H5adFile.open(rows)) {
                Same.annotations(file, all);
            }
        }
    }

    @Test
    void whatIsLeftOffHalfwayLeavesEverythingAsItWas() throws IOException {
        Path in = input();
        Path out = Files.writeString(folder.resolve("out.h5ad"), "the old one");
        byte[] before = Files.readAllBytes(in);
        RowResults half = new Portions(all, 50, 3);
        assertThatThrownBy(() -> H5adWriter.copyWith(in, out, half)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> H5adWriter.addInPlace(in, half)).isInstanceOf(CancellationException.class);
        assertThat(Files.readAllBytes(in)).isEqualTo(before);
        assertThat(out).hasContent("the old one");
        assertThat(names()).containsExactlyInAnyOrder("in.h5ad", "out.h5ad");
    }

    @Test
    void aFullDiskLeavesEverythingAsItWas() throws IOException {
        Path in = input();
        Path out = Files.writeString(folder.resolve("out.h5ad"), "the old one");
        byte[] before = Files.readAllBytes(in);
        for (long room : new long[] {0, before.length / 2, before.length, before.length + 3000}) {
            H5adWriter writer = new H5adWriter(
                    (p, options) -> WatchedChannel.withRoomFor(FileChannel.open(p, options), room));
            assertThatThrownBy(() -> writer.copy(in, out, Added.of(portions(10)), () -> false))
                    .isInstanceOf(DataException.class).hasMessageContaining("No space left on device");
            assertThat(out).hasContent("the old one");
        }
        H5adWriter writer = new H5adWriter(
                (p, options) -> WatchedChannel.withRoomFor(FileChannel.open(p, options), 1000));
        assertThatThrownBy(() -> writer.add(in, Added.of(portions(10)))).isInstanceOf(DataException.class)
                .hasMessageContainingAll("No space left on device", "as it was");
        assertThat(Files.readAllBytes(in)).isEqualTo(before);
        assertThat(names()).containsExactlyInAnyOrder("in.h5ad", "out.h5ad");
    }

    @Test
    void rowsThatAreTooManyOrTooFewAreRefused() throws IOException {
        Path in = input();
        byte[] before = Files.readAllBytes(in);
        NamedMatrix wrong = new NamedMatrix("X_scANVI", CELLS - 1, 3, new float[3 * (CELLS - 1)]);
        RowResults fewer = new Portions(new Annotations(all.obs(), List.of(wrong), List.of()), 50, 100);
        assertThatIllegalArgumentException().isThrownBy(() -> H5adWriter.addInPlace(in, fewer))
                .withMessageContaining("obsm/X_scANVI must have 300 rows, one for each cell");
        for (int rows : new int[] {CELLS - 1, CELLS + 1}) {
            RowResults told = new Told(rows);
            assertThatIllegalArgumentException().isThrownBy(() -> H5adWriter.addInPlace(in, told))
                    .withMessageContaining("obsm/X_told must get 300 rows of 2 numbers but got " + 2 * rows);
        }
        RowResults columns = new Portions(new Annotations(List.of(new Column.Numbers("short", new double[3], false)),
                all.obsm(), List.of()), 50, 100);
        assertThatIllegalArgumentException().isThrownBy(() -> H5adWriter.addInPlace(in, columns))
                .withMessageContaining("obs/short must have 300 rows");
        assertThat(Files.readAllBytes(in)).isEqualTo(before);
    }

    /// Says that it has a row for each cell, and has not.
    private record Told(int given) implements RowResults {
        @Override
        public String name() {
            return "X_told";
        }

        @Override
        public int rows() {
            return CELLS;
        }

        @Override
        public int columns() {
            return 2;
        }

        @Override
        public Annotations compute(Rows to) {
            to.take(new float[2 * given]);
            return Annotations.none();
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> String.valueOf(path.getFileName())).toList();
        }
    }
}
