package io.cellwright.metric;

import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;

import com.google.gson.JsonObject;
import io.cellwright.graph.Points;
import org.junit.jupiter.api.Test;

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
}
