package io.cellwright.metric.integration;

import java.util.OptionalDouble;
import java.util.function.IntConsumer;
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

    /// Silhouettes by batch of the cells of one label.
    private interface OfLabel {
        double[] of(Points cells, int[] batch, IntConsumer done);
    }

    /// scIB's batch silhouette: Euclidean distances, and the nearest other batch.
    ///
    /// @param label label of each cell, any whole number
    /// @param batch batch of each cell, any whole number
    /// @throws IllegalArgumentException if sizes do not fit
    public static OptionalDouble of(Points points, int[] label, int[] batch) {
        return score(points, label, batch, (cells, own, done) -> Silhouette.samples(cells, own, Distance.EUCLIDEAN,
                Others.NEAREST_LABEL, done), done -> {});
    }

    /// BRAS, the batch removal adapted silhouette (Rautenstrauch and Ohler 2025): cosine distances, and all cells of
    /// other batches instead of the nearest batch. With {@link #of} it is enough for a batch to have one other that it
    /// mixes with.
    ///
    /// Of more than {@link Silhouette#MOST_CELLS} cells it is computed from sums of cells, not of pairs: the same but
    /// for rounding.
    ///
    /// @param done is told how many more cells are done, by several threads
    /// @throws IllegalArgumentException if sizes do not fit
    public static OptionalDouble bras(Points points, int[] label, int[] batch, IntConsumer done) {
        return bras(points, label, batch, Silhouette.MOST_CELLS, done);
    }

    /// From sums of more cells than `limit`.
    static OptionalDouble bras(Points points, int[] label, int[] batch, int limit, IntConsumer done) {
        return score(points, label, batch, points.cells() > limit ? BatchSilhouette::bySums
                : (cells, own, told) -> Silhouette.samples(cells, own, Distance.COSINE, Others.ALL, told), done);
    }

    private static double[] bySums(Points cells, int[] batch, IntConsumer done) {
        double[] samples = Silhouette.cosineToAllOthers(cells, batch);
        done.accept(samples.length);
        return samples;
    }

    private static OptionalDouble score(Points points, int[] label, int[] batch, OfLabel silhouettes,
            IntConsumer done) {
        Groups labels = Groups.of("label", label, points.cells());
        Groups batches = Groups.of("batch", batch, points.cells());
        return IntStream.range(0, labels.count()).mapToObj(labels::members).mapMultiToDouble((members, scores) -> {
            long several = IntStream.of(members).map(i -> batches.group()[i]).distinct().count();
            if (several > 1 && several < members.length) {
                int[] own = IntStream.of(members).map(i -> batch[i]).toArray();
                double[] samples = silhouettes.of(points.select(members), own, done);
                scores.accept(DoubleStream.of(samples).map(s -> 1 - Math.abs(s)).sum() / samples.length);
            } else {
                done.accept(members.length);
            }
        }).average();
    }
}
