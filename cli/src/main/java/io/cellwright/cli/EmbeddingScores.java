package io.cellwright.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

import com.google.gson.JsonObject;
import io.cellwright.metric.ClusterAgreement;
import io.cellwright.metric.ConfusionMatrix;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.metric.KMeans;
import io.cellwright.metric.KnnClassifier;
import io.cellwright.metric.Silhouette;
import io.cellwright.metric.integration.IntegrationScores;

/// How much of the labels an embedding keeps, and how well batches are mixed in it.
///
/// @param cells labelled cells that were looked at
/// @param nmi of k-means clusters, as many as labels, with the labels
/// @param ari of the same
/// @param labelSilhouette mean silhouette of the labels: higher keeps them better apart
/// @param batchSilhouette mean silhouette of the batches: about 0 or lower where they are mixed
/// @param knnAccuracy labels by the vote of the nearest other cells
/// @param scib scIB's scores; empty where they were not asked for
record EmbeddingScores(int cells, double nmi, double ari, double labelSilhouette, OptionalDouble batchSilhouette,
        double knnAccuracy, Optional<IntegrationScores> scib) {
    private static final long SEED = 0;

    /// Scores labelled cells.
    ///
    /// @param batch of each cell; empty where it is not asked for
    static EmbeddingScores of(DenseMatrix x_nk, int[] label, int classes, int[] batch, boolean scib) {
        ClusterAgreement agreement = ClusterAgreement.of(label, KMeans.fit(x_nk, classes, SEED).cluster());
        int[] voted = KnnClassifier.leaveOneOut(x_nk, label, classes,
                Math.min(KnnClassifier.NEIGHBOURS, label.length - 1));
        boolean batches = Arrays.stream(batch).distinct().count() > 1;
        return new EmbeddingScores(label.length, agreement.nmi(), agreement.ari(), Silhouette.mean(x_nk, label),
                batches ? OptionalDouble.of(Silhouette.mean(x_nk, batch)) : OptionalDouble.empty(),
                ConfusionMatrix.of(label, voted, classes).accuracy(), scib ? Optional.of(IntegrationScores.of(x_nk, label,
                        batches ? batch : new int[label.length], Optional.empty(), SEED)) : Optional.empty());
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("cells", cells);
        json.addProperty("kmeans_nmi", nmi);
        json.addProperty("kmeans_ari", ari);
        json.addProperty("silhouette_label", labelSilhouette);
        batchSilhouette.ifPresent(value -> json.addProperty("silhouette_batch", value));
        json.addProperty("knn_accuracy", knnAccuracy);
        scib.ifPresent(scores -> {
            scores.parts().forEach((part, value) -> json.add("scib_" + part.name().toLowerCase(Locale.ROOT),
                    Json.number(value)));
            scores.total().ifPresent(total -> json.add("scib_total", Json.number(total)));
        });
        return json;
    }

    void addTo(TextTable table) {
        table.row("k-means NMI", Numbers.significant(nmi, 4));
        table.row("k-means ARI", Numbers.significant(ari, 4));
        table.row("silhouette by label", Numbers.significant(labelSilhouette, 4));
        batchSilhouette.ifPresent(value -> table.row("silhouette by batch", Numbers.significant(value, 4)));
        table.row("accuracy of " + KnnClassifier.NEIGHBOURS + " neighbours", Numbers.significant(knnAccuracy, 4));
        scib.ifPresent(scores -> {
            scores.parts().forEach((part, value) -> table.row("scIB: " + part.title(), Numbers.significant(value, 4)));
            scores.total().ifPresent(total -> table.row("scIB: total", Numbers.significant(total, 4)));
        });
    }
}
