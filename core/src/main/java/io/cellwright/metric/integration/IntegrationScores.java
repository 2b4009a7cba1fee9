package io.cellwright.metric.integration;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.IntConsumer;

import io.cellwright.graph.NeighbourGraph;
import io.cellwright.graph.Points;
import io.cellwright.metric.ClusterAgreement;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.metric.KMeans;
import io.cellwright.metric.Silhouette;

/// scIB's overall score of an integrated embedding: `0.4 * batch + 0.6 * bio`, each the mean of its parts, all from 0
/// to 1, higher is better.
///
/// Parts are those of scib-metrics 0.6, as they are, not stretched over the embeddings that are compared: so a score
/// does not depend on what it stands beside. kBET is {@link Kbet#perLabel our own}. A part that cannot be computed is
/// absent: all of one side where there is a single batch or a single label, the comparison by principal components
/// where no embedding from before is given.
///
/// @param parts the parts that entered, in the order of {@link Part}
/// @param estimated those of them that are estimates, because not all cells were looked at
public record IntegrationScores(Map<Part, Double> parts, Map<Part, Estimated> estimated) {
    /// Neighbours of the graph that is searched where none is given: with the cell itself 90, as scib-metrics takes.
    public static final int NEIGHBOURS = 89;

    private static final double BATCH_WEIGHT = 0.4;

    /// Which half of the score a part belongs to.
    public enum Side {
        /// How well batches are mixed.
        BATCH,
        /// How well cell types are kept apart.
        BIO
    }

    /// A part of the score.
    public enum Part {
        /// BRAS, {@link BatchSilhouette#bras}.
        BRAS(Side.BATCH, "BRAS"),
        /// {@link Lisi#ilisi}.
        ILISI(Side.BATCH, "iLISI"),
        /// {@link Kbet#perLabel}.
        KBET(Side.BATCH, "kBET"),
        /// {@link GraphConnectivity#of}.
        GRAPH_CONNECTIVITY(Side.BATCH, "graph connectivity"),
        /// {@link PrincipalComponentRegression.Comparison#score}.
        PCR_COMPARISON(Side.BATCH, "PCR comparison"),
        /// {@link IsolatedLabels#scaledSilhouette}.
        ISOLATED_LABELS(Side.BIO, "isolated labels"),
        /// NMI of k-means clusters, as many as labels.
        KMEANS_NMI(Side.BIO, "k-means NMI"),
        /// ARI of the same, 0 where it is below.
        KMEANS_ARI(Side.BIO, "k-means ARI"),
        /// `(mean silhouette by label + 1) / 2`.
        SILHOUETTE_LABEL(Side.BIO, "silhouette by label"),
        /// {@link Lisi#clisi}.
        CLISI(Side.BIO, "cLISI");

        private final Side side;
        private final String title;

        Part(Side side, String title) {
            this.side = side;
            this.title = title;
        }

        /// The half that it belongs to.
        public Side side() {
            return side;
        }

        /// Its name for tables.
        public String title() {
            return title;
        }
    }

    /// How good an estimate is.
    ///
    /// @param standardError how far it is off in the mean
    /// @param drawn how many cells were looked at
    public record Estimated(double standardError, int drawn) {}

    /// Copies the parts.
    public IntegrationScores {
        parts = ordered(parts);
        estimated = ordered(estimated);
    }

    /// Without estimates.
    public IntegrationScores(Map<Part, Double> parts) {
        this(parts, Map.of());
    }

    private static <T> Map<Part, T> ordered(Map<Part, T> parts) {
        Map<Part, T> ordered = new EnumMap<>(Part.class);
        ordered.putAll(parts);
        return Collections.unmodifiableMap(ordered);
    }

    /// Scores an embedding, with a graph that is searched for it.
    ///
    /// @param x_nk the embedding
    /// @param label label of each cell, any whole number
    /// @param batch batch of each cell, any whole number
    /// @param before the same cells before integration, say principal components of log-normalized counts
    /// @param seed of k-means
    /// @throws IllegalArgumentException if sizes do not fit or there are fewer than 6 cells
    public static IntegrationScores of(DenseMatrix x_nk, int[] label, int[] batch, Optional<DenseMatrix> before,
            long seed) {
        return of(x_nk.points(), label, batch, before.map(DenseMatrix::points), seed);
    }

    /// Scores an embedding of any number of cells. No graph is kept: neighbours are used as they are found. Of more
    /// than {@link Silhouette#MOST_CELLS} cells the silhouettes by label are {@link Silhouette#estimate estimates}.
    ///
    /// @throws IllegalArgumentException if sizes do not fit or there are fewer than 6 cells
    public static IntegrationScores of(Points points, int[] label, int[] batch, Optional<Points> before, long seed) {
        return of(points, Neighbourhoods.searched(points, Math.min(NEIGHBOURS, points.cells() - 1)), label, batch,
                before, seed);
    }

    /// Scores an embedding, with a graph that is there already.
    ///
    /// @param graph the neighbours of the embedding, of which the nearest 89 are used
    /// @throws IllegalArgumentException if sizes do not fit or the graph has fewer than 5 neighbours
    public static IntegrationScores of(DenseMatrix x_nk, NeighbourGraph graph, int[] label, int[] batch,
            Optional<DenseMatrix> before, long seed) {
        return of(x_nk.points(), Neighbourhoods.of(graph.first(Math.min(graph.k(), NEIGHBOURS))), label, batch,
                before.map(DenseMatrix::points), seed);
    }

    private static IntegrationScores of(Points points, Neighbourhoods all, int[] label, int[] batch,
            Optional<Points> before, long seed) {
        Groups labels = Groups.of("label", label, points.cells());
        Groups batches = Groups.of("batch", batch, points.cells());
        boolean byLabel = labels.count() > 1 && labels.count() < points.cells();
        if (batches.count() == 1 && !byLabel) {
            return new IntegrationScores(Map.of());
        }
        Surroundings around = Surroundings.of(labels, batches, all.k());
        all.visit(around);
        return of(points, before, around, byLabel ? Optional.of(Types.of(points, labels, seed)) : Optional.empty(),
                Watch.NONE);
    }

    /// How labels lie in an embedding.
    ///
    /// @param clusters how k-means clusters, as many as labels, agree with the labels
    /// @param silhouettes by label
    public record Types(ClusterAgreement clusters, Silhouette.Estimate silhouettes) {
        private static Types of(Points points, Groups labels, long seed) {
            Silhouette.Estimate silhouettes = Silhouette.estimate(points, labels.group(), seed, done -> {});
            int[] cluster = KMeans.fit(points, labels.count(), seed, done -> {}).cluster();
            return new Types(ClusterAgreement.of(labels.group(), cluster), silhouettes);
        }
    }

    /// Looks on while a part is computed that takes long where cells are many.
    @FunctionalInterface
    public interface Watch {
        /// Nobody looks on.
        Watch NONE = (part, cells, work) -> work.apply(done -> {});

        /// Has a part computed.
        ///
        /// @param cells how many there are to be done
        /// @param work computes it; gets what it is to tell how many more cells are done, by several threads
        /// @return what the work gives
        OptionalDouble compute(Part part, int cells, Function<IntConsumer, OptionalDouble> work);
    }

    /// Scores an embedding of which others have found out most of what is needed. Searched are only neighbours among
    /// the cells of each label.
    ///
    /// @param before the same cells before integration
    /// @param around what was gathered of the neighbours of the embedding
    /// @param types what is known of its labels; empty where there is but one, or one for each cell
    public static IntegrationScores of(Points points, Optional<Points> before, Surroundings around,
            Optional<Types> types, Watch watch) {
        Map<Part, Double> parts = new EnumMap<>(Part.class);
        if (around.batches().count() > 1) {
            addBatch(parts, points, around, watch);
            before.map(pre -> PrincipalComponentRegression.compare(pre, points, around.batches().group()).score())
                    .filter(score -> !score.isNaN()).ifPresent(score -> parts.put(Part.PCR_COMPARISON, score));
        }
        Map<Part, Estimated> estimated = new EnumMap<>(Part.class);
        types.ifPresent(known -> addBio(parts, estimated, around, known));
        return new IntegrationScores(parts, estimated);
    }

    private static void addBatch(Map<Part, Double> parts, Points points, Surroundings around, Watch watch) {
        int[] label = around.labels().group();
        int[] batch = around.batches().group();
        watch.compute(Part.BRAS, points.cells(), done -> BatchSilhouette.bras(points, label, batch, done))
                .ifPresent(score -> parts.put(Part.BRAS, score));
        parts.put(Part.ILISI, around.ilisi());
        watch.compute(Part.KBET, points.cells(), done -> Kbet.perLabel(points, label, batch, done))
                .ifPresent(score -> parts.put(Part.KBET, score));
        parts.put(Part.GRAPH_CONNECTIVITY, around.connectivity());
    }

    private static void addBio(Map<Part, Double> parts, Map<Part, Estimated> estimated, Surroundings around,
            Types types) {
        LabelSilhouettes silhouettes = LabelSilhouettes.of(types.silhouettes(),
                IsolatedLabels.of(around.labels().group(), around.batches().group()));
        parts.put(Part.ISOLATED_LABELS, silhouettes.ofIsolated().value());
        parts.put(Part.SILHOUETTE_LABEL, silhouettes.ofAll().value());
        silhouettes.ofIsolated().estimated().ifPresent(known -> estimated.put(Part.ISOLATED_LABELS, known));
        silhouettes.ofAll().estimated().ifPresent(known -> estimated.put(Part.SILHOUETTE_LABEL, known));
        parts.put(Part.KMEANS_NMI, types.clusters().nmi());
        parts.put(Part.KMEANS_ARI, Math.max(0, types.clusters().ari()));
        parts.put(Part.CLISI, around.clisi());
    }

    /// Mean of the parts of one side, empty where there are none.
    public OptionalDouble mean(Side side) {
        return parts.entrySet().stream().filter(part -> part.getKey().side() == side)
                .mapToDouble(Map.Entry::getValue).average();
    }

    /// `0.4 * batch + 0.6 * bio`, empty where a side has no part: half a score would look like a whole one.
    public OptionalDouble total() {
        OptionalDouble batch = mean(Side.BATCH);
        OptionalDouble bio = mean(Side.BIO);
        return batch.isPresent() && bio.isPresent()
                ? OptionalDouble.of(BATCH_WEIGHT * batch.getAsDouble() + (1 - BATCH_WEIGHT) * bio.getAsDouble())
                : OptionalDouble.empty();
    }
}
