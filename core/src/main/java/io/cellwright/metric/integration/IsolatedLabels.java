package io.cellwright.metric.integration;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Labels that occur in few batches: integration tends to swallow them.
///
/// @param labels the isolated labels, rising
/// @param label label of each cell
public record IsolatedLabels(List<Integer> labels, int[] label) {
    /// Copies the list.
    public IsolatedLabels {
        labels = List.copyOf(labels);
    }

    /// Those that occur in the fewest batches.
    ///
    /// @param label label of each cell, any whole number
    /// @param batch batch of each cell, any whole number
    /// @throws IllegalArgumentException if sizes differ or there is no cell
    public static IsolatedLabels of(int[] label, int[] batch) {
        return of(label, batch, IntStream.of(batchesPerLabel(label, batch)).min().orElseThrow());
    }

    /// Those that occur in at most `batches` batches.
    ///
    /// @throws IllegalArgumentException also if no label does
    public static IsolatedLabels of(int[] label, int[] batch, int batches) {
        Groups labels = Groups.of("label", label, label.length);
        int[] count = batchesPerLabel(label, batch);
        List<Integer> isolated = IntStream.range(0, count.length).filter(l -> count[l] <= batches)
                .mapToObj(l -> labels.value()[l]).toList();
        if (isolated.isEmpty()) {
            throw new IllegalArgumentException("batches must be " + IntStream.of(count).min().orElseThrow()
                    + " or more, in which the rarest label occurs, but were " + batches);
        }
        return new IsolatedLabels(isolated, label);
    }

    /// In how many batches each label occurs, labels in rising order.
    public static int[] batchesPerLabel(int[] label, int[] batch) {
        Groups labels = Groups.of("label", label, label.length);
        Groups batches = Groups.of("batch", batch, label.length);
        return IntStream.range(0, labels.count())
                .map(l -> (int) IntStream.of(labels.members(l)).map(i -> batches.group()[i]).distinct().count())
                .toArray();
    }

    /// Mean over isolated labels of the mean silhouette of their cells by label, -1 to 1. scIB's score is `(mean + 1) /
    /// 2`, which {@link #scaledSilhouette} gives.
    ///
    /// @param silhouette silhouette of each cell by label, from {@link io.cellwright.metric.Silhouette#samples}
    public double silhouette(double[] silhouette) {
        if (silhouette.length != label.length) {
            throw new IllegalArgumentException("silhouette must have one entry for each of the " + label.length
                    + " cells but has " + silhouette.length);
        }
        return labels.stream().mapToDouble(isolated -> IntStream.range(0, label.length)
                .filter(i -> label[i] == isolated).mapToDouble(i -> silhouette[i]).average().orElseThrow())
                .average().orElseThrow();
    }

    /// The same from 0 to 1.
    public double scaledSilhouette(double[] silhouette) {
        return (silhouette(silhouette) + 1) / 2;
    }

    /// Mean over isolated labels of {@link #f1PerLabel}: whether there is a cluster for each, 0 to 1. This is scIB's
    /// first definition; scib-metrics has the silhouette only.
    ///
    /// @param cluster cluster of each cell, any whole number
    public double f1(int[] cluster) {
        Groups all = Groups.of("label", label, label.length);
        double[] f1 = f1PerLabel(label, cluster);
        return labels.stream().mapToDouble(isolated -> f1[Arrays.binarySearch(all.value(), isolated)])
                .average().orElseThrow();
    }

    /// For each label, in rising order, the largest F1 that one cluster has as a prediction of the label: `2 * cells of
    /// both / (cells of the label + cells of the cluster)`.
    public static double[] f1PerLabel(int[] label, int[] cluster) {
        Groups labels = Groups.of("label", label, label.length);
        Groups clusters = Groups.of("cluster", cluster, label.length);
        double[][] both = new double[labels.count()][clusters.count()];
        for (int i = 0; i < label.length; i++) {
            both[labels.group()[i]][clusters.group()[i]]++;
        }
        return IntStream.range(0, labels.count()).mapToDouble(l -> IntStream.range(0, clusters.count())
                .mapToDouble(c -> 2 * both[l][c] / (labels.size()[l] + clusters.size()[c])).max().orElseThrow())
                .toArray();
    }
}
