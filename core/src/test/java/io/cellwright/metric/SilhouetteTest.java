package io.cellwright.metric;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import com.google.gson.JsonObject;
import io.cellwright.graph.Points;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.cellwright.metric.GoldenPoints.TOLERANCE;
import static io.cellwright.metric.GoldenPoints.ints;
import static io.cellwright.metric.GoldenPoints.number;
import static io.cellwright.metric.GoldenPoints.numbers;
import static io.cellwright.metric.GoldenPoints.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class SilhouetteTest {
    private final DenseMatrix x_nk = GoldenPoints.embedding();

    @Test
    void goldenPointsScoreAsInScikitLearn() {
        JsonObject golden = GoldenPoints.golden("silhouette");
        double[] samples = Silhouette.samples(x_nk, GoldenPoints.labels());
        assertThat(samples).hasSize(60);
        double[] first = Arrays.copyOf(samples, 5);
        assertThat(first).containsExactly(numbers(golden.get("first5")), within(TOLERANCE));
        assertThat(Silhouette.mean(x_nk, GoldenPoints.labels())).isCloseTo(number(golden, "mean"), within(TOLERANCE));
        assertThat(Silhouette.mean(x_nk, GoldenPoints.batches()))
                .isCloseTo(number(golden, "by_batch_label_mean"), within(TOLERANCE));
    }

    @Test
    void theOnlyCellOfALabelScoresZero() {
        JsonObject golden = GoldenPoints.golden("silhouette_singleton");
        DenseMatrix x = DenseMatrix.of(rows(golden.get("x")));
        assertThat(Silhouette.samples(x, ints(golden.get("labels"))))
                .containsExactly(numbers(golden.get("samples")), within(TOLERANCE));
    }

    @Test
    void namesOfLabelsDoNotMatter() {
        int[] label = GoldenPoints.labels();
        int[] renamed = new int[label.length];
        for (int i = 0; i < label.length; i++) {
            renamed[i] = 100 - 70 * label[i];
        }
        assertThat(Silhouette.samples(x_nk, renamed))
                .containsExactly(Silhouette.samples(x_nk, label), within(TOLERANCE));
    }

    @Test
    void groupsLargerThanABlockAreWhole() {
        int cells = 2 * Points.BLOCK + 7;
        double[][] x = new double[cells][1];
        int[] label = new int[cells];
        for (int i = 0; i < cells; i++) {
            label[i] = i % 2;
            x[i][0] = 10 * label[i];
        }
        assertThat(Silhouette.samples(DenseMatrix.of(x), label)).containsOnly(1);
    }

    @Test
    void oneThreadGivesTheSameBitsAsMany() throws Exception {
        double[] many = Silhouette.samples(x_nk, GoldenPoints.labels());
        try (ForkJoinPool one = new ForkJoinPool(1)) {
            double[] alone = one.submit(() -> Silhouette.samples(x_nk, GoldenPoints.labels())).get();
            assertThat(alone).containsExactly(many);
        }
    }

    @Test
    void coincidingPointsScoreZero() {
        DenseMatrix same = DenseMatrix.of(new double[4][2]);
        assertThat(Silhouette.samples(same, new int[] {0, 0, 1, 1})).containsOnly(0);
    }

    @Test
    void oneLabelOrOnlyOwnLabelsAreRefused() {
        assertThatThrownBy(() -> Silhouette.mean(x_nk, new int[60])).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("labels must be at least 2 and fewer than the 60 cells but were 1");
        DenseMatrix two = DenseMatrix.of(new double[][] {{0}, {1}});
        assertThatThrownBy(() -> Silhouette.mean(two, new int[] {0, 1}))
                .hasMessage("labels must be at least 2 and fewer than the 2 cells but were 2");
    }

    @Test
    void notANumberIsNamed() {
        DenseMatrix broken = DenseMatrix.of(new double[][] {{0, 1}, {1, Double.NaN}, {2, 2}});
        assertThatThrownBy(() -> Silhouette.mean(broken, new int[] {0, 0, 1}))
                .hasMessage("coordinates must be finite but cell 1 has NaN in dimension 1");
    }

    /// Cells of three labels, a large one, a smaller one and one of five cells.
    private static Points cells(int[] label, long seed) {
        Random random = new Random(seed);
        double[] x_nk = new double[label.length * 3];
        for (int i = 0; i < label.length; i++) {
            label[i] = i < 5 ? 7 : i % 4 == 0 ? 2 : 4;
            for (int k = 0; k < 3; k++) {
                x_nk[i * 3 + k] = random.nextGaussian() + (k == label[i] % 3 ? 3 : 0.5);
            }
        }
        return Points.of(x_nk, label.length, 3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anEstimateIsOffByWhatItSays(long seed) {
        int[] label = new int[6_000];
        Points points = cells(label, seed);
        double[] samples = Silhouette.samples(points, label, Silhouette.Distance.EUCLIDEAN,
                Silhouette.Others.NEAREST_LABEL, done -> {});
        double mean = Arrays.stream(samples).average().orElseThrow();
        Silhouette.Estimate estimate = Silhouette.estimate(points, label, 600, seed, done -> {});
        assertThat(estimate.drawn()).isBetween(600, 606);
        assertThat(estimate.standardError()).as("seed %s", seed).isBetween(0.002, 0.02);
        assertThat(estimate.mean()).as("seed %s", seed).isCloseTo(mean, within(4 * estimate.standardError()))
                .isNotEqualTo(mean);
        double ofRare = Arrays.stream(samples, 0, 5).average().orElseThrow();
        assertThat(estimate.ofLabels()).hasSize(3);
        Silhouette.OfLabel rare = estimate.ofLabels().getLast();
        assertThat(rare.mean()).as("all five are drawn, seed %s", seed).isCloseTo(ofRare, within(1e-12));
        assertThat(rare).isEqualTo(new Silhouette.OfLabel(rare.mean(), 0, 5, 5));
    }

    /// Half the cells are drawn: without regard to how few are left the error would be 1.4 times too large.
    @Test
    void theErrorOfALabelIsWhatItsMeanDiffersByFromDrawToDraw() {
        int[] label = new int[2_000];
        Points points = cells(label, 12);
        List<Silhouette.OfLabel> exact = Silhouette.estimate(points, label, 1, done -> {}).ofLabels();
        int draws = 200;
        double[] squaredMiss = new double[3];
        double[] squaredError = new double[3];
        for (int seed = 0; seed < draws; seed++) {
            List<Silhouette.OfLabel> drawn = Silhouette.estimate(points, label, 1_000, seed, done -> {}).ofLabels();
            for (int c = 0; c < 3; c++) {
                squaredMiss[c] += Math.pow(drawn.get(c).mean() - exact.get(c).mean(), 2) / draws;
                squaredError[c] += Math.pow(drawn.get(c).standardError(), 2) / draws;
            }
        }
        for (int c = 0; c < 2; c++) {
            assertThat(Math.sqrt(squaredError[c] / squaredMiss[c])).as("label %s, seed 12", c).isBetween(0.85, 1.18);
        }
        assertThat(squaredError[2]).isZero();
    }

    @Test
    void ofMoreCellsThanTheLimitSomeAreDrawnAndOfNoMoreAll() {
        int[] label = new int[2_000];
        Points points = cells(label, 11);
        Silhouette.Estimate all = Silhouette.estimateAbove(2_000, points, label, 1, done -> {});
        assertThat(all.drawn()).isEqualTo(2_000);
        Silhouette.Estimate some = Silhouette.estimateAbove(100, points, label, 1, done -> {});
        assertThat(some.drawn()).as("a hundred of each large label, and all five of the rare one").isEqualTo(205);
        assertThat(some.standardError()).isBetween(0.002, 0.05);
        assertThat(some.mean()).as("seed 11").isNotEqualTo(all.mean())
                .isCloseTo(all.mean(), within(4 * some.standardError()));
        assertThat(Silhouette.estimateAbove(1_999, points, label, 1, done -> {}).drawn()).isBetween(205, 305);
        assertThat(Silhouette.sought(Silhouette.MOST_CELLS)).isEqualTo(100_000);
        assertThat(Silhouette.sought(Silhouette.MOST_CELLS + 1)).isEqualTo(10_000);
    }

    @Test
    void anEstimateFromAllCellsIsTheMean() {
        int[] label = new int[900];
        Points points = cells(label, 6);
        DenseMatrix x = DenseMatrix.of(IntStream.range(0, 900).mapToObj(points::point).toArray(double[][]::new));
        AtomicInteger told = new AtomicInteger();
        Silhouette.Estimate all = Silhouette.estimate(points, label, 1, told::addAndGet);
        assertThat(all.mean()).isEqualTo(Silhouette.mean(x, label));
        assertThat(all.standardError()).isZero();
        assertThat(all.drawn()).isEqualTo(900);
        assertThat(told).hasValue(900);
        Silhouette.Estimate drawn = Silhouette.estimate(points, label, 900, 1, done -> {});
        assertThat(drawn.mean()).isCloseTo(all.mean(), within(1e-13));
        assertThat(drawn.standardError()).isZero();
        for (int c = 0; c < 3; c++) {
            assertThat(drawn.ofLabels().get(c).mean()).isCloseTo(all.ofLabels().get(c).mean(), within(1e-13));
            assertThat(drawn.ofLabels().get(c).standardError()).isZero();
        }
    }

    @Test
    void anEstimateIsThatOfItsSeedAtAnyNumberOfThreads() throws Exception {
        int[] label = new int[2_000];
        Points points = cells(label, 7);
        Silhouette.Estimate many = Silhouette.estimate(points, label, 300, 1, done -> {});
        try (ForkJoinPool one = new ForkJoinPool(1)) {
            Silhouette.Estimate alone = one.submit(() -> Silhouette.estimate(points, label, 300, 1, done -> {})).get();
            assertThat(alone.mean()).isEqualTo(many.mean());
            assertThat(alone.standardError()).isEqualTo(many.standardError());
        }
        assertThat(Silhouette.estimate(points, label, 300, 2, done -> {}).mean()).isNotEqualTo(many.mean());
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 9})
    void cosineDistancesBySumsAreThoseByPairs(long seed) {
        int[] label = new int[700];
        Points some = cells(label, seed);
        label[0] = 99;
        double[] x_nk = new double[700 * 3];
        for (int i = 0; i < x_nk.length; i++) {
            // Cells 10 and 11 at the origin, cell 0 the only one of its label.
            x_nk[i] = i / 3 == 10 || i / 3 == 11 ? 0 : some.at(i / 3, i % 3);
        }
        Points points = Points.of(x_nk, 700, 3);
        assertSumsArePairs(points, label, 1e-12, seed);
        Points together = Points.of(new double[] {3, 1, 3, 1, 3, 1, 6, 2}, 4, 2);
        assertThat(Silhouette.cosineToAllOthers(together, new int[] {0, 0, 1, 1})).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.01, 1e-4, 1e-6})
    void farFromTheOriginTooSumsAreWhatPairsAre(double spread) {
        int[] label = new int[700];
        Points some = cells(label, 10);
        double[] x_nk = new double[700 * 3];
        Arrays.setAll(x_nk, i -> 1_000 + spread * some.at(i / 3, i % 3));
        assertSumsArePairs(Points.of(x_nk, 700, 3), label, 1e-9, 10);
    }

    private static void assertSumsArePairs(Points points, int[] label, double tolerance, long seed) {
        assertThat(Silhouette.cosineToAllOthers(points, label)).as("seed %s", seed).containsExactly(Silhouette.samples(
                points, label, Silhouette.Distance.COSINE, Silhouette.Others.ALL, done -> {}), within(tolerance));
    }
}
