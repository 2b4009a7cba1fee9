package io.cellwright.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import com.google.gson.JsonObject;
import io.cellwright.graph.NeighbourGraph;
import io.cellwright.graph.Points;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.metric.KnnClassifier;
import io.cellwright.metric.Silhouette;
import io.cellwright.metric.integration.IntegrationScores;
import io.cellwright.metric.integration.IntegrationScores.Part;
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

    /// A second search, wherever it were made, would find other neighbours than those that the first is said to have
    /// found.
    @Test
    void oneSearchServesAllScoresOfNeighbours() {
        int cells = 300;
        int[] label = IntStream.range(0, cells).map(i -> i % 3).toArray();
        int[] batch = IntStream.range(0, cells).map(i -> i / 3 % 2).toArray();
        Points apart = cells(label, 9);
        Points elsewhere = cells(IntStream.range(0, cells).map(i -> i / 30).toArray(), 9);
        List<Integer> asked = new ArrayList<>();
        EmbeddingScores scores = EmbeddingScores.of(apart, label, 3, batch, true, new CapturedScreen(0).screen(),
                (points, k, visitor) -> {
                    asked.add(k);
                    NeighbourGraph.visit(elsewhere, k, visitor);
                });
        assertThat(asked).containsExactly(IntegrationScores.NEIGHBOURS);
        int[] voted = KnnClassifier.leaveOneOut(elsewhere, label, 3, KnnClassifier.NEIGHBOURS, done -> {});
        assertThat(scores.knnAccuracy()).as("seed %s", SEED).isLessThan(0.9)
                .isEqualTo(IntStream.range(0, cells).filter(i -> voted[i] == label[i]).count() / (double) cells);
        Set<Part> ofNeighbours = Set.of(Part.ILISI, Part.CLISI, Part.GRAPH_CONNECTIVITY);
        Map<Part, Double> here = IntegrationScores.of(apart, label, batch, Optional.empty(), 0).parts();
        Map<Part, Double> there = IntegrationScores.of(elsewhere, label, batch, Optional.empty(), 0).parts();
        scores.scib().orElseThrow().parts().forEach((part, value) -> assertThat(value).as("%s, seed %s", part, SEED)
                .isEqualTo((ofNeighbours.contains(part) ? there : here).get(part)));
        assertThat(ofNeighbours).allSatisfy(part -> assertThat(there.get(part)).isNotEqualTo(here.get(part)));
    }

    @Test
    void allThatTakesLongIsShownToItsEnd() {
        int cells = 300;
        int[] label = IntStream.range(0, cells).map(i -> i % 3).toArray();
        int[] batch = IntStream.range(0, cells).map(i -> i / 3 % 2).toArray();
        CapturedScreen screen = new CapturedScreen(100);
        EmbeddingScores.of(cells(label, 2), label, 3, batch, true, screen.screen());
        assertThat(screen.err()).contains("k-means  [====================]  100/100 starts");
        for (String title : List.of("neighbours", "silhouette by label", "silhouette by batch", "BRAS", "kBET")) {
            assertThat(screen.err()).contains(title + "  [====================]  300/300 cells");
        }
    }

    /// Two dimensions, groups `distance` from each other in the first.
    private static Points cells(int[] group, double distance) {
        Random random = new Random(SEED);
        double[] x_nk = random.doubles(group.length * 2L, -1, 1).toArray();
        for (int i = 0; i < group.length; i++) {
            x_nk[2 * i] += distance * group[i];
        }
        return Points.of(x_nk, group.length, 2);
    }

    @Test
    void whereSilhouettesAreEstimatesItIsSaidHowGoodTheyAre() {
        Silhouette.Estimate ofLabels = new Silhouette.Estimate(0.5, 0.00214, 10_020, List.of());
        Silhouette.Estimate ofBatches = new Silhouette.Estimate(-0.01, 0.00031, 10_000, List.of());
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
        Silhouette.Estimate exact = new Silhouette.Estimate(0.5, 0, 150_000, List.of());
        Silhouette.Estimate drawn = new Silhouette.Estimate(0.5, 0.00214, 10_020, List.of());
        assertThat(scores(exact, exact).remark()).isEmpty();
        // As of labels of a hundred cells and less, which are all looked at.
        assertThat(scores(exact, drawn).remark()).hasValue("silhouettes are estimates from cells drawn with seed 0, "
                + "each among all 150,000 cells: by batch from 10,020, standard error 0.0021");
        assertThat(scores(exact, drawn).json().keySet()).contains("silhouette_batch_cells")
                .doesNotContain("silhouette_label_cells");
        assertThat(scores(drawn, exact).remark().orElseThrow()).endsWith("by label from 10,020, standard error 0.0021");
    }

    @Test
    void scoresThatRestOnEstimatesTellTheirErrorsToo() {
        Silhouette.Estimate drawn = new Silhouette.Estimate(0.5, 0.00214, 10_020, List.of());
        IntegrationScores scib = new IntegrationScores(Map.of(Part.ISOLATED_LABELS, 0.5, Part.CLISI, 0.9),
                Map.of(Part.ISOLATED_LABELS, new IntegrationScores.Estimated(0.0234, 200)));
        EmbeddingScores scores = new EmbeddingScores(150_000, 1, 1, drawn, Optional.empty(), 1, Optional.of(scib));
        assertThat(scores.remark().orElseThrow()).endsWith(": by label from 10,020, standard error 0.0021; "
                + "scib_isolated_labels from 200, standard error 0.023");
        assertThat(scores.json().get("scib_isolated_labels_cells").getAsInt()).isEqualTo(200);
        assertThat(scores.json().get("scib_isolated_labels_standard_error").getAsDouble()).isEqualTo(0.0234);
        assertThat(scores.json().keySet()).doesNotContain("scib_clisi_cells");
    }

    private static EmbeddingScores scores(Silhouette.Estimate ofLabels, Silhouette.Estimate ofBatches) {
        return new EmbeddingScores(150_000, 1, 1, ofLabels, Optional.of(ofBatches), 1,
                Optional.of(new IntegrationScores(Map.of(Part.ISOLATED_LABELS, 0.5))));
    }
}
