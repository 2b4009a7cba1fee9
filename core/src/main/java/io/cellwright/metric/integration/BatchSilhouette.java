package io.cellwright.metric.integration;

import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import io.cellwright.graph.Points;
import io.cellwright.metric.Silhouette;
import io.cellwright.metric.Silhouette.Distance;
import io.cellwright.metric.Silhouette.Others;

/// Silhouettes of batches within each label, where 0 is what mixed batches have.
///
/// A label counts by the mean over its cells of `1 - |silhouette by batch|`, the score is the mean over labels, 0 to 1:
/// higher is better mixed. Labels of one batch, and those with as many batches as cells, are left out; the score is
/// empty where none is left.
public final class BatchSilhouette {
    private BatchSilhouette() {}

    /// scIB's batch silhouette: Euclidean distances, and the nearest other batch.
    ///
    /// @param label label of each cell, any whole number
    /// @param batch batch of each cell, any whole number
    /// @throws IllegalArgumentException if sizes do not fit
    public static OptionalDouble of(Points points, int[] label, int[] batch) {
        return score(points, label, batch, Distance.EUCLIDEAN, Others.NEAREST_LABEL);
    }

    /// BRAS, the batch removal adapted silhouette (Rautenstrauch and Ohler 2025): cosine distances, and all cells of
    /// other batches instead of the nearest batch. With {@link #of} it is enough for a batch to have one other that it
    /// mixes with.
    ///
    /// Of more than {@link Silhouette#MOST_CELLS} cells it is computed from sums of cells, not of pairs: the same but
    /// for rounding.
    ///
    /// @throws IllegalArgumentException if sizes do not fit
    public static OptionalDouble bras(Points points, int[] label, int[] batch) {
        return bras(points, label, batch, Silhouette.MOST_CELLS);
    }

    /// From sums of more cells than `limit`.
    static OptionalDouble bras(Points points, int[] label, int[] batch, int limit) {
        return points.cells() > limit ? score(points, label, batch, Silhouette::cosineToAllOthers)
                : score(points, label, batch, Distance.COSINE, Others.ALL);
    }

    private static OptionalDouble score(Points points, int[] label, int[] batch, Distance distance, Others others) {
        return score(points, label, batch, (cells, own) -> Silhouette.samples(cells, own, distance, others));
    }

    private static OptionalDouble score(Points points, int[] label, int[] batch,
            BiFunction<Points, int[], double[]> silhouettes) {
        Groups labels = Groups.of("label", label, points.cells());
        Groups batches = Groups.of("batch", batch, points.cells());
        return IntStream.range(0, labels.count()).mapToObj(labels::members).filter(members -> {
            long own = IntStream.of(members).map(i -> batches.group()[i]).distinct().count();
            return own > 1 && own < members.length;
        }).mapToDouble(members -> {
            int[] own = IntStream.of(members).map(i -> batch[i]).toArray();
            double[] samples = silhouettes.apply(points.select(members), own);
            return DoubleStream.of(samples).map(s -> 1 - Math.abs(s)).sum() / samples.length;
        }).average();
    }
}
