package io.cellwright.metric.integration;

import java.util.Arrays;
import java.util.Random;

import io.cellwright.graph.Points;
import io.cellwright.metric.Silhouette;
import io.cellwright.metric.Silhouette.Distance;
import io.cellwright.metric.Silhouette.Others;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class LabelSilhouettesTest {
    private static final long SEED = 3;

    @Test
    void theyAreMeansOfSilhouettesOfAllCellsAndOfTheCellsOfIsolatedLabels() {
        int cells = 200;
        Random random = new Random(SEED);
        double[] x_nk = new double[cells * 2];
        int[] label = new int[cells];
        int[] batch = new int[cells];
        for (int i = 0; i < cells; i++) {
            label[i] = i % 5;
            // Labels 2 and 4 are in one batch only.
            batch[i] = label[i] == 2 || label[i] == 4 ? 1 : i / 5 % 2;
            x_nk[2 * i] = random.nextGaussian() + 2 * label[i];
            x_nk[2 * i + 1] = random.nextGaussian();
        }
        Points points = Points.of(x_nk, cells, 2);
        double[] silhouette = Silhouette.samples(points, label, Distance.EUCLIDEAN, Others.NEAREST_LABEL,
                done -> {});
        LabelSilhouettes found = LabelSilhouettes.of(Silhouette.estimate(points, label, 1, done -> {}),
                IsolatedLabels.of(label, batch));
        assertThat(found.ofAll()).as("seed %s", SEED)
                .isCloseTo((Arrays.stream(silhouette).average().orElseThrow() + 1) / 2, within(1e-13));
        assertThat(found.ofIsolated()).as("seed %s", SEED)
                .isCloseTo(IsolatedLabels.of(label, batch).scaledSilhouette(silhouette), within(1e-13))
                .isNotEqualTo(found.ofAll());
    }

    @Test
    void fromAnEstimateIsolatedLabelsTakeTheirOwnMeans() {
        IsolatedLabels isolated = IsolatedLabels.of(new int[] {0, 0, 1, 2, 2, 3}, new int[] {0, 1, 0, 0, 1, 1});
        LabelSilhouettes found = LabelSilhouettes.of(new Silhouette.Estimate(0.5, 0.01, 4,
                new double[] {0.9, 0.1, 0.8, -0.3}), isolated);
        assertThat(found.ofAll()).isEqualTo(0.75);
        assertThat(found.ofIsolated()).as("labels 1 and 3").isCloseTo(0.45, within(1e-15));
    }
}
