package io.cellwright.metric.integration;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.cellwright.graph.Points;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/// Batch silhouettes, isolated labels and principal component regression.
class BatchScoresTest {
    private static final long SEED = 8;

    @Test
    void mixedBatchesScoreHighAndSeparateOnesLow() {
        Points points = NeighbourhoodScoresTest.apart(120, 60);
        int[] one = new int[120];
        int[] side = IntStream.range(0, 120).map(i -> i % 2).toArray();
        int[] mixed = IntStream.range(0, 120).map(i -> i / 2 % 2).toArray();
        assertThat(BatchSilhouette.of(points, one, side).orElseThrow()).isLessThan(0.1);
        assertThat(BatchSilhouette.of(points, one, mixed).orElseThrow()).isGreaterThan(0.9);
        assertThat(BatchSilhouette.of(points, side, side)).isEmpty();
        assertThat(BatchSilhouette.of(points, side, IntStream.range(0, 120).toArray())).isEmpty();
    }

    @Test
    void brasComparesACellWithAllOfOtherBatchesByAngle() {
        int cells = 30;
        Points points = NeighbourhoodScoresTest.normal(cells, 3, SEED, 1);
        int[] batch = IntStream.range(0, cells).map(i -> i % 3).toArray();
        double sum = 0;
        for (int i = 0; i < cells; i++) {
            double within = 0;
            double outside = 0;
            int others = 0;
            for (int j = 0; j < cells; j++) {
                if (batch[i] == batch[j]) {
                    within += 1 - cosine(points, i, j);
                } else {
                    outside += 1 - cosine(points, i, j);
                    others++;
                }
            }
            double a = within / 9;
            double b = outside / others;
            sum += 1 - Math.abs((b - a) / Math.max(a, b));
        }
        assertThat(BatchSilhouette.bras(points, new int[cells], batch, done -> {}).orElseThrow()).as("seed %s", SEED)
                .isCloseTo(sum / cells, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void brasBySumsIsThatByPairs(long seed) {
        int cells = 900;
        Points near = NeighbourhoodScoresTest.normal(cells, 4, seed, 1);
        double[] far = new double[cells * 4];
        Arrays.setAll(far, i -> 1_000 + 0.01 * near.at(i / 4, i % 4));
        Random random = new Random(seed);
        int[] label = random.ints(cells, 0, 4).toArray();
        // Label 3 is in one batch only, so it does not count.
        int[] batch = IntStream.of(label).map(l -> l == 3 ? 0 : random.nextInt(3)).toArray();
        for (Points points : List.of(near, Points.of(far, cells, 4))) {
            double byPairs = BatchSilhouette.bras(points, label, batch, cells, done -> {}).orElseThrow();
            AtomicInteger told = new AtomicInteger();
            assertThat(BatchSilhouette.bras(points, label, batch, 100, told::addAndGet).orElseThrow())
                    .as("seed %s", seed).isCloseTo(byPairs, within(1e-9));
            assertThat(told).hasValue(cells);
        }
    }

    private static double cosine(Points points, int i, int j) {
        double product = 0;
        double squares = 0;
        double others = 0;
        for (int k = 0; k < points.dimensions(); k++) {
            product += points.at(i, k) * points.at(j, k);
            squares += points.at(i, k) * points.at(i, k);
            others += points.at(j, k) * points.at(j, k);
        }
        return product / Math.sqrt(squares * others);
    }

    @Test
    void isolatedLabelsAreThoseOfTheFewestBatches() {
        int[] label = {7, 7, 7, 3, 3, 5, 5, 5};
        int[] batch = {0, 1, 2, 0, 1, 1, 0, 0};
        IsolatedLabels isolated = IsolatedLabels.of(label, batch);
        assertThat(isolated.labels()).containsExactly(3, 5);
        assertThat(IsolatedLabels.batchesPerLabel(label, batch)).containsExactly(2, 2, 3);
        assertThat(isolated.silhouette(new double[] {9, 9, 9, 0.5, 0.1, 0, 0.3, 0.3})).isCloseTo(0.25, within(1e-12));
        assertThat(isolated.scaledSilhouette(new double[8])).isEqualTo(0.5);
        assertThat(isolated.f1(new int[] {1, 1, 1, 2, 2, 2, 4, 4})).isCloseTo(0.8, within(1e-12));
        assertThatThrownBy(() -> IsolatedLabels.of(label, batch, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batches must be 2 or more, in which the rarest label occurs, but were 1");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theShareOfVarianceDoesNotDependOnTheAxes(long seed) {
        Points points = NeighbourhoodScoresTest.normal(60, 4, seed, 1);
        int[] batch = new Random(seed).ints(60, 0, 3).toArray();
        assertThat(PrincipalComponentRegression.ofBatches(points, batch, 4)).as("seed %s", seed)
                .isCloseTo(PrincipalComponentRegression.ofBatches(points, batch), within(1e-12));
    }

    @Test
    void batchesThatAreTheEmbeddingExplainAllAndThoseThatExplainedNothingCannotBeCompared() {
        int[] batch = {0, 0, 1, 1};
        Points same = Points.of(new double[] {0, 0, 5, 5}, 4, 1);
        Points mixed = Points.of(new double[] {0, 5, 0, 5}, 4, 1);
        assertThat(PrincipalComponentRegression.ofBatches(same, batch)).isEqualTo(1);
        assertThat(PrincipalComponentRegression.ofNumbers(same, new double[] {3, 3, 4, 4})).isEqualTo(1);
        assertThat(PrincipalComponentRegression.compare(same, mixed, batch).score()).isEqualTo(1);
        assertThat(PrincipalComponentRegression.compare(mixed, same, batch).score()).isNaN();
        assertThat(PrincipalComponentRegression.compare(mixed, same, batch).difference()).isEqualTo(1);
        assertThatThrownBy(() -> PrincipalComponentRegression.ofNumbers(same, new double[4]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("covariate must vary but is the same for all cells");
    }
}
