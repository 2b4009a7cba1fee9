package io.cellwright.cli;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

import com.google.gson.JsonObject;
import io.cellwright.graph.Points;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.metric.KnnClassifier;
import io.cellwright.metric.Silhouette;
import io.cellwright.metric.integration.IntegrationScores;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EmbeddingScoresTest {
    private static final long SEED = 5;

    @Test
    void ofFewCellsTheScoresAreThoseOfAllAndNothingNeedsToBeSaid() {
        int cells = 400;
        Random random = new Random(SEED);
        int[] label = IntStream.range(0, cells).map(i -> i % 3).toArray();
        double[] x_nk = random.doubles(cells * 2L).toArray();
        for (int i = 0; i < cells; i++) {
            x_nk[2 * i] += 0.5 * label[i];
        }
        CapturedScreen screen = new CapturedScreen(0);
        EmbeddingScores scores = EmbeddingScores.of(Points.of(x_nk, cells, 2), label, 3, new int[0], false,
                screen.screen());
        DenseMatrix x = new DenseMatrix(x_nk, cells, 2);
        assertThat(scores.labelSilhouette().mean()).isEqualTo(Silhouette.mean(x, label));
        int[] voted = KnnClassifier.leaveOneOut(x, label, 3, KnnClassifier.NEIGHBOURS);
        assertThat(scores.knnAccuracy())
                .isEqualTo(IntStream.range(0, cells).filter(i -> voted[i] == label[i]).count() / (double) cells);
        assertThat(scores.remark()).isEmpty();
        assertThat(scores.json().keySet()).containsExactly("cells", "kmeans_nmi", "kmeans_ari", "silhouette_label",
                "knn_accuracy");
        assertThat(screen.err()).isEmpty();
    }

    @Test
    void whereSilhouettesAreEstimatesItIsSaidHowGoodTheyAre() {
        Silhouette.Estimate ofLabels = new Silhouette.Estimate(0.5, 0.00214, 10_020, new double[0]);
        Silhouette.Estimate ofBatches = new Silhouette.Estimate(-0.01, 0.00031, 10_000, new double[0]);
        EmbeddingScores scores = new EmbeddingScores(1_000_000, 1, 1, ofLabels, Optional.of(ofBatches), 1,
                Optional.empty());
        assertThat(scores.remark()).hasValue("silhouettes are estimates from cells drawn with seed 0, each among all "
                + "1,000,000 cells: by label from 10,020, standard error 0.0021; by batch from 10,000, standard error "
                + "0.00031");
        JsonObject json = scores.json();
        assertThat(json.get("silhouette_label_cells").getAsInt()).isEqualTo(10_020);
        assertThat(json.get("silhouette_label_standard_error").getAsDouble()).isEqualTo(0.00214);
        assertThat(json.get("silhouette_batch_cells").getAsInt()).isEqualTo(10_000);
        assertThat(json.get("silhouette_batch_standard_error").getAsDouble()).isEqualTo(0.00031);
    }

    @Test
    void whatIsExactIsNotSaidToBeEstimated() {
        Silhouette.Estimate exact = new Silhouette.Estimate(0.5, 0, 150_000, new double[0]);
        Silhouette.Estimate drawn = new Silhouette.Estimate(0.5, 0.00214, 10_020, new double[0]);
        assertThat(scores(exact, exact).remark()).isEmpty();
        // As of labels of a hundred cells and less, which are all looked at.
        assertThat(scores(exact, drawn).remark()).hasValue("silhouettes are estimates from cells drawn with seed 0, "
                + "each among all 150,000 cells: by batch from 10,020, standard error 0.0021");
        assertThat(scores(exact, drawn).json().keySet()).contains("silhouette_batch_cells")
                .doesNotContain("silhouette_label_cells");
        assertThat(scores(drawn, exact).remark().orElseThrow()).contains("by label from 10,020")
                .doesNotContain("by batch").endsWith(
                        ". scib_isolated_labels rests on the drawn cells of few labels: its error is larger, and is "
                                + "not given");
    }

    private static EmbeddingScores scores(Silhouette.Estimate ofLabels, Silhouette.Estimate ofBatches) {
        return new EmbeddingScores(150_000, 1, 1, ofLabels, Optional.of(ofBatches), 1,
                Optional.of(new IntegrationScores(Map.of(IntegrationScores.Part.ISOLATED_LABELS, 0.5))));
    }
}
