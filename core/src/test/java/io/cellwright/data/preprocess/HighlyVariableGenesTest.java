package io.cellwright.data.preprocess;

import java.util.stream.IntStream;

import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.RowsOfFile;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/// Sixty cells and forty genes by formula: with `h = (7 i i + 13 j j + 31 i j + 5 i + 11 j) mod 97`, the count (i, j)
/// is 0 where `h < 30 + j`, else `h (j + 3) / 60`; gene 5 is always 0, gene 7 always 4, and count (3, 11) is 400. Batch
/// is 1 where i mod 5 < 2. The expected choices and numbers were computed once by scanpy 1.11.5 with scikit-misc 0.5.3,
/// span 0.5.
class HighlyVariableGenesTest {
    private static final int CELLS = 60;
    private static final int GENES = 40;
    private static final double SPAN = 0.5;

    @Test
    void oneBatchIsAsInScanpy() {
        for (HighlyVariableGenes.Order order : HighlyVariableGenes.Order.values()) {
            HighlyVariableGenes genes = HighlyVariableGenes.seuratV3(counts(), 10, null, SPAN, order);
            assertThat(genes.chosen()).containsExactly(4, 11, 12, 21, 26, 29, 31, 35, 38, 39);
            assertThat(pick(genes.score_g(), 0, 5, 7, 11, 20, 39)).containsExactly(new double[] {0.9808092487209128, 0,
                0, 1.3163347425640806, 1.190222911163094, 1.3262961539014348}, within(1e-9));
            assertThat(pick(genes.variance_g(), 0, 5, 7, 11)).containsExactly(
                    new double[] {2.413559322033898, 0, 0, 2630.9209039548023}, within(1e-9));
            assertThat(pick(genes.medianRank_g(), 29, 21, 35, 4, 26, 0)).containsExactly(0, 1, 2, 3, 9, Double.NaN);
        }
    }

    @Test
    void severalBatchesAreAsInScanpy() {
        HighlyVariableGenes genes = HighlyVariableGenes.seuratV3(counts(), 10, batches(), SPAN,
                HighlyVariableGenes.Order.MEDIAN_RANK);
        assertThat(genes.chosen()).containsExactly(6, 19, 21, 26, 30, 31, 33, 35, 38, 39);
        assertThat(pick(genes.score_g(), 0, 5, 7, 11, 20, 39)).containsExactly(new double[] {0.656559924277517, 0, 0,
            1.410814974374023, 1.1987237200213587, 1.3522988209019333}, within(1e-9));
        assertThat(pick(genes.medianRank_g(), 26, 35, 33, 11, 25, 0)).containsExactly(0, 2.5, 3.5, 6.5, 8, Double.NaN);
        assertThat(IntStream.of(26, 35, 11, 39, 0).map(g -> genes.batches_g()[g])).containsExactly(1, 2, 2, 1, 0);
        assertThat(IntStream.of(genes.batches_g()).sum()).as("ten genes are ranked in each batch").isEqualTo(20);
    }

    @Test
    void thePapersOrderPutsTheNumberOfBatchesFirst() {
        HighlyVariableGenes genes = HighlyVariableGenes.seuratV3(counts(), 10, batches(), SPAN,
                HighlyVariableGenes.Order.BATCHES);
        assertThat(genes.chosen()).containsExactly(6, 11, 19, 21, 26, 30, 31, 33, 35, 38);
    }

    @Test
    void namesOfBatchesDoNotMatter() {
        int[] renamed = IntStream.of(batches()).map(b -> -50 * b).toArray();
        assertThat(HighlyVariableGenes.seuratV3(counts(), 12, renamed).chosen())
                .containsExactly(HighlyVariableGenes.seuratV3(counts(), 12, batches()).chosen());
    }

    @Test
    void ofEqualGenesTheEarlierIsChosen() {
        double[][] same = new double[20][30];
        for (int i = 0; i < 20; i++) {
            for (int j = 0; j < 30; j++) {
                same[i][j] = (i + j / 2) % 7;
            }
        }
        int[] chosen = HighlyVariableGenes.seuratV3(Cells.of(same), 9, null).chosen();
        assertThat(IntStream.of(chosen).filter(g -> g % 2 == 1).map(g -> g - 1))
                .allMatch(g -> IntStream.of(chosen).anyMatch(c -> c == g));
    }

    @Test
    void manyGenesWithOneCountEachAreNoObstacle() {
        double[][] rare = new double[60][60];
        for (int j = 0; j < 60; j++) {
            rare[j][j] = 1;
        }
        for (int i = 0; i < 60; i++) {
            rare[i][3] = i % 9 == 0 ? 50 : 0;
        }
        assertThat(HighlyVariableGenes.seuratV3(Cells.of(rare), 1, null).score_g()).doesNotContain(Double.NaN);
    }

    @Test
    void whatCannotBeIsNamed() {
        assertThatThrownBy(() -> HighlyVariableGenes.seuratV3(counts(), 41, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("top must be from 1 to the 40 genes but was 41");
        assertThatThrownBy(() -> HighlyVariableGenes.seuratV3(counts(), 5, new int[3]))
                .hasMessage("batch must be one number a cell, 60, but was 3");
        int[] lonely = new int[CELLS];
        lonely[9] = 4;
        assertThatThrownBy(() -> HighlyVariableGenes.seuratV3(counts(), 5, lonely)).isInstanceOf(DataException.class)
                .hasMessage("counts of batch 4: a variance needs 2 cells or more, but there are 1. Leave these cells"
                        + " out, or choose genes without batches");
        CsrMatrix few = counts().selectColumns(IntStream.range(0, 14).toArray());
        assertThatThrownBy(() -> HighlyVariableGenes.seuratV3(few, 5, null)).isInstanceOf(DataException.class)
                .hasMessage("counts: too few genes vary: 12, where the choice of genes needs 14 or more. Keep all genes, or"
                        + " give more of them");
    }

    private static double[] pick(double[] values, int... gene) {
        return IntStream.of(gene).mapToDouble(g -> values[g]).toArray();
    }

    private static int[] batches() {
        return IntStream.range(0, CELLS).map(i -> i % 5 < 2 ? 1 : 0).toArray();
    }

    static CsrMatrix counts() {
        double[][] counts = new double[CELLS][GENES];
        for (int i = 0; i < CELLS; i++) {
            for (int j = 0; j < GENES; j++) {
                int h = (i * i * 7 + j * j * 13 + i * j * 31 + 5 * i + 11 * j) % 97;
                counts[i][j] = h < 30 + j ? 0 : h * (j + 3) / 60;
            }
            counts[i][5] = 0;
            counts[i][7] = 4;
        }
        counts[3][11] = 400;
        return Cells.of(counts);
    }

    @Test
    void countsInAFileGiveTheSameNumbersAsCountsInMemory() {
        HighlyVariableGenes memory = HighlyVariableGenes.seuratV3(counts(), 10, batches());
        HighlyVariableGenes file = HighlyVariableGenes.seuratV3(new RowsOfFile(counts()), 10, batches());
        assertThat(file.chosen()).containsExactly(memory.chosen());
        assertThat(file.mean_g()).containsExactly(memory.mean_g());
        assertThat(file.variance_g()).containsExactly(memory.variance_g());
        assertThat(file.score_g()).containsExactly(memory.score_g());
        assertThat(file.medianRank_g()).containsExactly(memory.medianRank_g());
    }
}
