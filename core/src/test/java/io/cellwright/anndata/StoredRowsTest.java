package io.cellwright.anndata;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.cellwright.anndata.hdf5.append.SparseFile;
import io.cellwright.data.CellTable;
import io.cellwright.data.CountRows;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StoredRowsTest {
    /// Of a filter that is not known here.
    private static final MatrixRef REFUSED = new MatrixRef.Layer("blosc");

    @TempDir
    private Path dir;

    static List<String> made() throws IOException {
        return StoredSamples.names();
    }

    @ParameterizedTest
    @MethodSource("made")
    void blocksAreThoseOfTheWholeMatrix(String name) throws IOException {
        try (CellFile file = CellFile.open(StoredSamples.unpack(name, dir))) {
            for (Summary.MatrixInfo info : file.summary().matrices()) {
                if (info.ref().equals(REFUSED)) {
                    continue;
                }
                requireSame(file.rows(info.ref()), file.matrix(info.ref()), name + ", " + info.ref());
            }
        }
    }

    private static void requireSame(CountRows rows, CsrMatrix whole, String what) {
        assertThat(rows.rows()).as(what).isEqualTo(whole.rows());
        assertThat(rows.columns()).as(what).isEqualTo(whole.columns());
        assertThat(rows.entries()).as(what).isGreaterThanOrEqualTo(whole.entries());
        for (int size : new int[] {1, 3, 700}) {
            for (int from = 0; from < whole.rows(); from += size) {
                CsrMatrix block = rows.block(from, Math.min(whole.rows(), from + size));
                for (int i = 0; i < block.rows(); i++) {
                    assertThat(block.denseRow(i)).as("%s, row %d", what, from + i)
                            .containsExactly(whole.denseRow(from + i));
                }
            }
        }
    }

    @Test
    void blocksMayBeginAndEndWithinChunks() {
        long seed = 3;
        Random random = new Random(seed);
        int cells = 500;
        int genes = 400;
        CsrMatrix counts = random(random, cells, genes);
        Path path = dir.resolve("chunks.h5ad");
        H5adWriter.create(path, new CellTable(counts, frame(cells), frame(genes)), Annotations.none());
        try (H5adFile file = H5adFile.open(path)) {
            CountRows rows = file.rows(new MatrixRef.X());
            assertThat(rows.entries()).isGreaterThan(3 << 15);
            for (int n = 0; n < 100; n++) {
                int from = random.nextInt(cells);
                int to = from + random.nextInt(cells - from + 1);
                CsrMatrix block = rows.block(from, to);
                CsrMatrix expected = counts.block(from, to);
                assertThat(block.entries()).isEqualTo(expected.entries());
                assertThat(IntStream.range(0, (int) block.entries()).allMatch(e -> block.value(e) == expected.value(e)
                        && block.column(e) == expected.column(e))).as("seed %d, rows %d until %d", seed, from, to)
                        .isTrue();
            }
        }
    }

    @Test
    void entriesBeyondWhatAnIntCountsAreRight() throws IOException {
        Path path = dir.resolve("large.h5ad");
        SparseFile.make(path);
        try (H5adFile file = H5adFile.open(path)) {
            CountRows rows = file.rows(new MatrixRef.X());
            assertThat(rows.entries()).isEqualTo(3 * SparseFile.ROW_ENTRIES + 3).isGreaterThan(Integer.MAX_VALUE);
            assertThat(rows.entries(2, 4)).isEqualTo(SparseFile.ROW_ENTRIES + 3);
            assertThat(rows.block(3, 4).denseRow(0)).containsExactly(0, 10, 0, 0, 20, 0, 0, 30, 0);
            assertThatThrownBy(() -> rows.block(0, 4)).isInstanceOf(DataException.class)
                    .hasMessageContainingAll("has 3221225475 entries", "block by block");
            assertThatThrownBy(() -> file.matrix(new MatrixRef.X())).isInstanceOf(DataException.class)
                    .hasMessageContaining("has 3221225475 entries");
        }
    }

    @Test
    void whatIsDamagedIsToldAsWhenAllIsRead() throws IOException {
        try (H5adFile file = H5adFile.open(MadeH5ad.unpack("wrong.h5ad", dir))) {
            MatrixRef ref = new MatrixRef.Layer("index too large");
            assertThatThrownBy(() -> file.rows(ref).block(0, MadeH5ad.CELLS)).isInstanceOf(DataException.class)
                    .hasMessageContaining("layers/index too large/indices: entry 11 is 5, outside 0 until 5");
            // What lies before the damage can be read.
            assertThat(file.rows(ref).block(0, 1).rows()).isEqualTo(1);
        }
    }

    private static CsrMatrix random(Random random, int cells, int genes) {
        long[] start = new long[cells + 1];
        int[] column = new int[cells * genes];
        float[] value = new float[cells * genes];
        int at = 0;
        for (int i = 0; i < cells; i++) {
            for (int g = 0; g < genes; g++) {
                if (random.nextInt(10) < 8) {
                    column[at] = g;
                    value[at++] = 1 + random.nextInt(1000);
                }
            }
            start[i + 1] = at;
        }
        return new CsrMatrix(cells, genes, start, column, value);
    }

    private static Frame frame(int rows) {
        return new Frame(IntStream.range(0, rows).mapToObj(i -> "n" + i).toList(), List.of());
    }
}
