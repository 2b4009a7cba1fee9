package io.cellwright.metric.integration;

import java.util.Random;

import io.cellwright.graph.Points;
import io.cellwright.metric.Silhouette;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class LabelSilhouettesTest {
    private static final long SEED = 3;

    @Test
    void meansOfLabelsGiveWhatSilhouettesOfAllCellsGive() {
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
        Groups labels = Groups.of("label", label, cells);
        Groups batches = Groups.of("batch", batch, cells);
        LabelSilhouettes all = LabelSilhouettes.of(points, labels, batches, 1);
        LabelSilhouettes fromMeans = LabelSilhouettes.of(Silhouette.estimate(points, label, 1, done -> {}),
                IsolatedLabels.of(label, batch));
        assertThat(fromMeans.ofAll()).as("seed %s", SEED).isEqualTo(all.ofAll());
        assertThat(fromMeans.ofIsolated()).as("seed %s", SEED).isCloseTo(all.ofIsolated(), within(1e-13))
                .isNotEqualTo(all.ofAll());
    }
}
