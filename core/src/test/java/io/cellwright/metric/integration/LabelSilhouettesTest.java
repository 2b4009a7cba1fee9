package io.cellwright.metric.integration;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import io.cellwright.graph.Points;
import io.cellwright.metric.Silhouette;
import io.cellwright.metric.Silhouette.Distance;
import io.cellwright.metric.Silhouette.OfLabel;
import io.cellwright.metric.Silhouette.Others;
import io.cellwright.metric.integration.IntegrationScores.Estimated;
import io.cellwright.metric.integration.LabelSilhouettes.Scaled;
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
        assertThat(found.ofAll().value()).as("seed %s", SEED)
                .isCloseTo((Arrays.stream(silhouette).average().orElseThrow() + 1) / 2, within(1e-13));
        assertThat(found.ofIsolated().value()).as("seed %s", SEED)
                .isCloseTo(IsolatedLabels.of(label, batch).scaledSilhouette(silhouette), within(1e-13))
                .isNotEqualTo(found.ofAll().value());
    }

    @Test
    void fromAnEstimateIsolatedLabelsTakeTheirOwnMeans() {
        IsolatedLabels isolated = IsolatedLabels.of(new int[] {0, 0, 1, 2, 2, 3}, new int[] {0, 1, 0, 0, 1, 1});
        LabelSilhouettes found = LabelSilhouettes.of(new Silhouette.Estimate(0.5, 0.01, 1_150, List.of(
                new OfLabel(0.9, 0.02, 800, 9_000), new OfLabel(0.1, 0.03, 100, 400),
                new OfLabel(0.8, 0.02, 150, 2_000), new OfLabel(-0.3, 0.04, 100, 300))), isolated);
        assertThat(found.ofAll()).isEqualTo(new Scaled(0.75, Optional.of(new Estimated(0.005, 1_150))));
        assertThat(found.ofIsolated().value()).as("labels 1 and 3").isCloseTo(0.45, within(1e-15));
        Estimated error = found.ofIsolated().estimated().orElseThrow();
        assertThat(error.standardError()).as("of half the mean of 0.03 and 0.04").isCloseTo(0.05 / 4, within(1e-15));
        assertThat(error.drawn()).isEqualTo(200);
    }

    @Test
    void ofLabelsWhoseCellsWereAllLookedAtNothingIsEstimated() {
        IsolatedLabels isolated = IsolatedLabels.of(new int[] {0, 0, 1}, new int[] {0, 1, 0});
        LabelSilhouettes found = LabelSilhouettes.of(new Silhouette.Estimate(0.5, 0.01, 1_050,
                List.of(new OfLabel(0.9, 0.02, 1_000, 9_000), new OfLabel(0.1, 0, 50, 50))), isolated);
        assertThat(found.ofAll().estimated()).isPresent();
        assertThat(found.ofIsolated()).isEqualTo(new Scaled((0.1 + 1) / 2, Optional.empty()));
    }
}
