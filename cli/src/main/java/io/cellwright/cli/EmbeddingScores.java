package io.cellwright.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;

import com.google.gson.JsonObject;
import io.cellwright.graph.NeighbourGraph;
import io.cellwright.graph.NeighbourVisitor;
import io.cellwright.graph.Points;
import io.cellwright.metric.ClusterAgreement;
import io.cellwright.metric.ConfusionMatrix;
import io.cellwright.metric.KMeans;
import io.cellwright.metric.KnnClassifier;
import io.cellwright.metric.Silhouette;
import io.cellwright.metric.integration.IntegrationScores;
import io.cellwright.metric.integration.IntegrationScores.Estimated;
import io.cellwright.metric.integration.Surroundings;

/// How much of the labels an embedding keeps, and how well batches are mixed in it.
///
/// @param cells labelled cells that were looked at
/// @param nmi of k-means clusters, as many as labels, with the labels
/// @param ari of the same
/// @param labelSilhouette mean silhouette of the labels: higher keeps them better apart
/// @param batchSilhouette mean silhouette of the batches: about 0 or lower where they are mixed
/// @param knnAccuracy labels by the vote of the nearest other cells
/// @param scib scIB's scores; empty where they were not asked for
record EmbeddingScores(int cells, double nmi, double ari, Silhouette.Estimate labelSilhouette,
        Optional<Silhouette.Estimate> batchSilhouette, double knnAccuracy, Optional<IntegrationScores> scib) {
    private static final long SEED = 0;

    private static final int NUMBER_BYTES = 8;
    /// Of a cell: labels, batches, votes, orders of cells; with scIB's scores neighbours and a score of each.
    private static final int CELL_BYTES = 64;
    private static final int SCIB_CELL_BYTES = 160;
    /// Of a cell in each start of k-means that runs: distances to the nearest centre, old and new.
    private static final int START_BYTES = 28;

    /// Bytes of the heap that {@link #of} takes with the points themselves, at most. They are copied once into boxes or
    /// by label; for scIB's scores cells of one label are taken out before that.
    static long bytes(int cells, long dimensions, int classes, boolean scib) {
        int copies = scib ? 2 : 1;
        int starts = Math.min(KMeans.starts(cells, classes), ForkJoinPool.getCommonPoolParallelism() + 1);
        // In double: what a damaged file declares may be more than there are whole numbers for.
        double numbers = (double) NUMBER_BYTES * dimensions;
        double ofCell = numbers + Math.max(copies * numbers, starts * START_BYTES)
                + (scib ? SCIB_CELL_BYTES : CELL_BYTES);
        return (long) (cells * ofCell);
    }

    /// Where neighbours come from.
    interface Search {
        /// As {@link NeighbourGraph#visit}.
        void visit(Points points, int k, NeighbourVisitor visitor);
    }

    /// Scores labelled cells.
    ///
    /// @param batch of each cell; empty where it is not asked for
    static EmbeddingScores of(Points points, int[] label, int classes, int[] batch, boolean scib, Screen screen) {
        return of(points, label, classes, batch, scib, screen, NeighbourGraph::visit);
    }

    /// The same with a search of one's own, which is asked once.
    static EmbeddingScores of(Points points, int[] label, int classes, int[] batch, boolean scib, Screen screen,
            Search search) {
        boolean batches = Arrays.stream(batch).distinct().count() > 1;
        ClusterAgreement agreement = ClusterAgreement.of(label, CountedWork.show(screen, "k-means", "starts",
                KMeans.starts(points.cells(), classes), done -> KMeans.fit(points, classes, SEED, done).cluster()));
        KnnClassifier.Vote vote = new KnnClassifier.Vote(label, classes,
                Math.min(KnnClassifier.NEIGHBOURS, label.length - 1));
        Optional<Surroundings> around = scib
                ? Optional.of(Surroundings.of(label, batches ? batch : new int[label.length])) : Optional.empty();
        int[] voted = CountedWork.show(screen, "neighbours", "cells", points.cells(), done -> {
            NeighbourVisitor visitor = around.map(vote::and).orElse(vote);
            search.visit(points, Math.max(vote.neighbours(), around.map(Surroundings::neighbours).orElse(0)),
                    visitor.and((cell, near_j, distance_j) -> done.accept(1)));
            return vote.winners();
        });
        double accuracy = ConfusionMatrix.of(label, voted, classes).accuracy();
        Silhouette.Estimate ofLabels = silhouette(points, label, "silhouette by label", screen);
        Optional<Silhouette.Estimate> ofBatches = batches
                ? Optional.of(silhouette(points, batch, "silhouette by batch", screen)) : Optional.empty();
        return new EmbeddingScores(label.length, agreement.nmi(), agreement.ari(), ofLabels, ofBatches, accuracy,
                around.map(found -> IntegrationScores.of(points, Optional.empty(), found,
                        Optional.of(new IntegrationScores.Types(agreement, ofLabels)),
                        (part, cells, work) -> CountedWork.show(screen, part.title(), "cells", cells, work))));
    }

    private static Silhouette.Estimate silhouette(Points points, int[] group, String title, Screen screen) {
        return CountedWork.show(screen, title, "cells", Silhouette.sought(points.cells()),
                done -> Silhouette.estimate(points, group, SEED, done));
    }

    /// What has to be said of how the scores were computed, if anything.
    Optional<String> remark() {
        List<String> estimated = new ArrayList<>();
        estimate(labelSilhouette).ifPresent(found -> estimated.add(text("by label", found)));
        batchSilhouette.flatMap(this::estimate).ifPresent(found -> estimated.add(text("by batch", found)));
        scib.ifPresent(scores -> scores.estimated().forEach((part, found) -> estimated.add(text(name(part), found))));
        return estimated.isEmpty() ? Optional.empty() : Optional.of("silhouettes are estimates from cells drawn with "
                + "seed " + SEED + ", each among all " + Numbers.count(cells, "cell") + ": "
                + String.join("; ", estimated));
    }

    /// How good a silhouette is; empty where all cells were looked at.
    private Optional<Estimated> estimate(Silhouette.Estimate silhouette) {
        return silhouette.drawn() == cells ? Optional.empty()
                : Optional.of(new Estimated(silhouette.standardError(), silhouette.drawn()));
    }

    private static String text(String title, Estimated estimated) {
        return title + " from " + Numbers.count(estimated.drawn()) + ", standard error "
                + Numbers.significant(estimated.standardError(), 2);
    }

    private static String name(IntegrationScores.Part part) {
        return "scib_" + part.name().toLowerCase(Locale.ROOT);
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("cells", cells);
        json.addProperty("kmeans_nmi", nmi);
        json.addProperty("kmeans_ari", ari);
        add(json, "silhouette_label", labelSilhouette.mean(), estimate(labelSilhouette));
        batchSilhouette.ifPresent(batch -> add(json, "silhouette_batch", batch.mean(), estimate(batch)));
        json.addProperty("knn_accuracy", knnAccuracy);
        scib.ifPresent(scores -> {
            scores.parts().forEach((part, value) -> add(json, name(part), value,
                    Optional.ofNullable(scores.estimated().get(part))));
            scores.total().ifPresent(total -> json.add("scib_total", Json.number(total)));
        });
        return json;
    }

    private static void add(JsonObject json, String name, double value, Optional<Estimated> estimated) {
        json.add(name, Json.number(value));
        estimated.ifPresent(found -> {
            json.addProperty(name + "_cells", found.drawn());
            json.addProperty(name + "_standard_error", found.standardError());
        });
    }

    void addTo(TextTable table) {
        table.row("k-means NMI", Numbers.significant(nmi, 4));
        table.row("k-means ARI", Numbers.significant(ari, 4));
        table.row("silhouette by label", Numbers.significant(labelSilhouette.mean(), 4));
        batchSilhouette.ifPresent(batch -> table.row("silhouette by batch", Numbers.significant(batch.mean(), 4)));
        table.row("accuracy of " + KnnClassifier.NEIGHBOURS + " neighbours", Numbers.significant(knnAccuracy, 4));
        scib.ifPresent(scores -> {
            scores.parts().forEach((part, value) -> table.row("scIB: " + part.title(), Numbers.significant(value, 4)));
            scores.total().ifPresent(total -> table.row("scIB: total", Numbers.significant(total, 4)));
        });
    }
}
