package io.cellwright.data.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/// The cells by formula of [HighlyVariableGenesTest], with a total of 1,000 and as logarithms; the expected choices and
/// numbers were computed once by scanpy 1.11.5. Elsewhere a plain computation over dense numbers, written from the
/// definitions.
class DispersedGenesTest {
    private static final int CELLS = 60;
    private static final int[] SOME = {0, 5, 7, 11, 20, 39};

    @Test
    void seuratsGenesAreAsInScanpy() {
        DispersedGenes genes = DispersedGenes.seurat(log1p(), 10, null);
        assertThat(genes.chosen()).containsExactly(0, 1, 2, 6, 11, 21, 29, 35, 37, 39);
        assertThat(pick(genes.score_g(), SOME)).containsExactly(new double[] {1, Double.NaN, -1.1388116252296538,
            1.8813604963075965, -0.02488949494864378, 1.2028529783472668}, within(1e-6));
        assertThat(pick(genes.dispersion_g(), 0, 5, 7, 11)).containsExactly(
                new double[] {1.362395809383762, Double.NaN, -0.4987991877650255, 5.1709508229891705}, within(1e-6));
        assertThat(pick(genes.mean_g(), 0, 5, 7, 11)).containsExactly(
                new double[] {1.5154459991411262, 1e-12, 2.294641966544938, 3.290638423378515}, within(1e-6));
    }

    @Test
    void cellRangersGenesAreAsInScanpy() {
        DispersedGenes genes = DispersedGenes.cellRanger(log1p(), 10, null);
        assertThat(pick(genes.score_g(), SOME)).containsExactly(new double[] {-0.5491995218503588, -1.0309982615132418,
            -0.6744897501960816, -0.6744897501960815, -0.6744897501960817, 0.6744897501960812}, within(1e-5));
        assertThat(pick(genes.dispersion_g(), 0, 5, 7, 11)).containsExactly(
                new double[] {0.8325542242398335, 0, 0.0211371613135217, 1.8668894664160558}, within(1e-6));
        assertThat(pick(genes.mean_g(), 0, 5, 7, 11)).containsExactly(
                new double[] {1.110994610350908, 1e-12, 2.270102135159365, 1.858617877614118}, within(1e-6));
    }

    @Test
    void seuratsGenesOfSeveralBatchesAreAsInScanpy() {
        DispersedGenes genes = DispersedGenes.seurat(log1p(), 10, batches());
        assertThat(genes.chosen()).containsExactly(1, 2, 4, 11, 21, 34, 35, 37, 38, 39);
        assertThat(pick(genes.score_g(), SOME)).containsExactly(new double[] {0.14644660940672616, 0,
            -1.0872603098413307, 1.143161540705185, 0.10972489101626935, 1.1420369562593353}, within(1e-6));
        assertThat(genes.batches_g()).containsExactly(1, 2, 1, 0, 2, 0, 1, 0, 0, 0, 0, 2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1,
                0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 1, 0, 1, 1, 2);
    }

    @Test
    void cellRangersGenesOfSeveralBatchesAreAsInScanpy() {
        DispersedGenes genes = DispersedGenes.cellRanger(log1p(), 10, batches());
        // In bins of two genes both are equally far from the median: there rounding decides which of them are chosen.
        assertThat(pick(genes.score_g(), 0, 5, 7, 11, 39)).containsExactly(new double[] {-1.3673972702212267, 0,
            -0.6744897501960817, -0.6744897501960817, 0}, within(1e-5));
    }

    @Test
    void seuratsScoresAreThoseOfThePlainDefinition() {
        for (long seed = 0; seed < 5; seed++) {
            double[][] x_ng = random(seed);
            DispersedGenes genes = DispersedGenes.seurat(Cells.of(x_ng), 30, null);
            double[][] moments = moments(x_ng, true);
            double[] mean = Arrays.stream(moments[0]).map(Math::log1p).toArray();
            double[] dispersion = IntStream.range(0, mean.length)
                    .mapToDouble(g -> Math.log(moments[1][g] / moments[0][g])).toArray();
            double low = Arrays.stream(mean).min().orElseThrow();
            double width = (Arrays.stream(mean).max().orElseThrow() - low) / 20;
            for (int g = 0; g < mean.length; g++) {
                long bin = bin(mean[g], low, width);
                double[] same = IntStream.range(0, mean.length).filter(h -> bin(mean[h], low, width) == bin)
                        .mapToDouble(h -> dispersion[h]).toArray();
                double centre = Arrays.stream(same).average().orElseThrow();
                double squares = Arrays.stream(same).map(d -> (d - centre) * (d - centre)).sum();
                double expected = same.length == 1 ? 1
                        : (dispersion[g] - centre) / Math.sqrt(squares / (same.length - 1));
                assertThat(genes.score_g()[g]).as("seed %d, gene %d", seed, g).isCloseTo(expected, within(1e-3));
            }
            requireHighest(genes, 30);
        }
    }

    @Test
    void cellRangersScoresAreThoseOfThePlainDefinition() {
        for (long seed = 0; seed < 5; seed++) {
            double[][] x_ng = random(seed);
            DispersedGenes genes = DispersedGenes.cellRanger(Cells.of(x_ng), 30, null);
            double[][] moments = moments(x_ng, false);
            double[] dispersion = IntStream.range(0, moments[0].length)
                    .mapToDouble(g -> moments[1][g] / moments[0][g]).toArray();
            double[] sorted = Arrays.stream(moments[0]).sorted().toArray();
            for (int g = 0; g < dispersion.length; g++) {
                int bin = percentileBin(sorted, moments[0][g]);
                double[] same = IntStream.range(0, dispersion.length)
                        .filter(h -> percentileBin(sorted, moments[0][h]) == bin).mapToDouble(h -> dispersion[h])
                        .toArray();
                double centre = median(same);
                double expected = (dispersion[g] - centre) * 0.6744897501960817
                        / median(Arrays.stream(same).map(d -> Math.abs(d - centre)).toArray());
                assertThat(genes.score_g()[g]).as("seed %d, gene %d", seed, g).isCloseTo(expected, within(1e-3));
            }
            requireHighest(genes, 30);
        }
    }

    @Test
    void ofEqualGenesTheEarlierIsChosenAndNoMoreThanAsked() {
        double[][] twins = random(3);
        for (double[] row : twins) {
            for (int g = 0; g < row.length; g += 2) {
                row[g + 1] = row[g];
            }
        }
        int[] chosen = DispersedGenes.cellRanger(Cells.of(twins), 21, null).chosen();
        assertThat(chosen).hasSize(21);
        assertThat(IntStream.of(chosen).filter(g -> g % 2 == 1)).allMatch(g -> Arrays.binarySearch(chosen, g - 1) >= 0);
    }

    @Test
    void genesWithoutACountAreNoObstacle() {
        double[][] empty = random(4);
        for (double[] row : empty) {
            Arrays.fill(row, 0, 60, 0);
        }
        for (DispersedGenes genes : List.of(DispersedGenes.seurat(Cells.of(empty), 90, null),
                DispersedGenes.cellRanger(Cells.of(empty), 20, null))) {
            assertThat(IntStream.of(genes.chosen())).allMatch(g -> g >= 60);
        }
        assertThat(DispersedGenes.seurat(Cells.of(empty), 90, null).chosen()).as("only 60 have a dispersion")
                .hasSize(60);
    }

    @Test
    void whatCannotBeIsNamed() {
        assertThatThrownBy(() -> DispersedGenes.seurat(log1p(), 0, null)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("top must be from 1 to the 40 genes but was 0");
        int[] lonely = new int[CELLS];
        lonely[9] = 4;
        assertThatThrownBy(() -> DispersedGenes.cellRanger(log1p(), 5, lonely)).isInstanceOf(DataException.class)
                .hasMessage("values of batch 4: a variance needs 2 cells or more, but there are 1. Leave these cells "
                        + "out, or choose genes without batches");
    }

    private static void requireHighest(DispersedGenes genes, int top) {
        double[] rising = Arrays.stream(genes.score_g()).sorted().toArray();
        assertThat(IntStream.of(genes.chosen()).mapToDouble(g -> genes.score_g()[g]).sorted().toArray())
                .containsExactly(Arrays.copyOfRange(rising, rising.length - top, rising.length));
    }

    private static long bin(double mean, double low, double width) {
        return Math.max(1, (long) Math.ceil((mean - low) / width));
    }

    private static int percentileBin(double[] sorted, double mean) {
        List<Double> edges = new ArrayList<>();
        for (int p = 10; p <= 100; p += 5) {
            double at = p / 100.0 * (sorted.length - 1);
            int left = (int) Math.floor(at);
            int right = (int) Math.ceil(at);
            edges.add(sorted[left] + (at - left) * (sorted[right] - sorted[left]));
        }
        // The last edge is the largest mean, which may be rounded just below it.
        return (int) edges.stream().limit(18).filter(edge -> edge < mean).count();
    }

    /// Means and variances over the cells, of values or of what they are logarithms of.
    private static double[][] moments(double[][] x_ng, boolean unlogged) {
        int genes = x_ng[0].length;
        double[][] moments = new double[2][genes];
        for (int g = 0; g < genes; g++) {
            int gene = g;
            double[] x = Arrays.stream(x_ng).mapToDouble(row -> (float) row[gene])
                    .map(v -> unlogged ? Math.expm1(v) : v).toArray();
            double mean = Arrays.stream(x).average().orElseThrow();
            moments[0][g] = mean;
            moments[1][g] = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum() / (x.length - 1);
        }
        return moments;
    }

    private static double median(double[] values) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /// Logarithms of 80 cells of 120 genes, each with a mean and a spread of its own.
    private static double[][] random(long seed) {
        Random random = new Random(seed);
        double[] mean_g = random.doubles(120, 0.2, 6).toArray();
        double[] spread_g = random.doubles(120, 0.1, 1.5).toArray();
        double[][] x_ng = new double[80][120];
        for (double[] row : x_ng) {
            Arrays.setAll(row, g -> random.nextInt(3) == 0 ? 0
                    : Math.log1p(Math.exp(Math.log(mean_g[g]) + spread_g[g] * random.nextGaussian())));
        }
        return x_ng;
    }

    private static double[] pick(double[] values, int... gene) {
        return IntStream.of(gene).mapToDouble(g -> values[g]).toArray();
    }

    private static int[] batches() {
        return IntStream.range(0, CELLS).map(i -> i % 5 < 2 ? 1 : 0).toArray();
    }

    private static CsrMatrix log1p() {
        return Normalization.log1p(Normalization.normalizeTotal(HighlyVariableGenesTest.counts(), 1000));
    }
}
