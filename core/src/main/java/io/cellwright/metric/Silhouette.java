package io.cellwright.metric;

import java.util.Arrays;

/// Silhouette of labels in an embedding, with Euclidean distance, over all pairs of cells.
///
/// For a cell, a is the mean distance to the other cells of its label and b the smallest mean distance to the cells of
/// another label; the silhouette is `(b - a) / max(a, b)`, -1 to 1, and 0 for the only cell of a label. Source:
/// scikit-learn's `silhouette_score`, without the sampling.
///
/// Takes time in n * n * k and memory in n * k: there is never an n x n matrix.
public final class Silhouette {
    private Silhouette() {}

    /// Mean silhouette over all cells, also called ASW.
    ///
    /// @param x_nk n cells x k dimensions
    /// @param label label of each cell, any whole number
    /// @throws IllegalArgumentException unless there are at least 2 labels and fewer labels than cells
    public static double mean(DenseMatrix x_nk, int[] label) {
        double[] samples = samples(x_nk, label);
        double sum = 0;
        for (double sample : samples) {
            sum += sample;
        }
        return sum / samples.length;
    }

    /// Silhouette of each cell.
    public static double[] samples(DenseMatrix x_nk, int[] label) {
        Check.sameLength("rows of x_nk", x_nk.rows(), "label", label.length);
        Groups groups = Groups.of(label);
        if (groups.count() < 2 || groups.count() >= label.length) {
            throw new IllegalArgumentException("labels must be at least 2 and fewer than the " + label.length
                    + " cells but were " + groups.count());
        }
        DenseMatrix sorted_nk = x_nk.selectRows(groups.order());
        Points points = Points.of(sorted_nk);
        double[] samples = new double[label.length];
        Points.forEachTile(label.length, first -> {
            int last = Math.min(label.length, first + Points.TILE);
            double[][] sum_tc = distancesToGroups(points, sorted_nk, first, last, groups);
            for (int i = first; i < last; i++) {
                samples[groups.order()[i]] = sample(sum_tc[i - first], i, groups);
            }
        });
        return samples;
    }

    /// Sum of the distances of each of the cells `first` until `last` to the cells of each group.
    private static double[][] distancesToGroups(Points points, DenseMatrix x_nk, int first, int last, Groups groups) {
        double[][] sum_tc = new double[last - first][groups.count()];
        double[] squared = new double[Points.BLOCK];
        double[][] point = new double[last - first][];
        Arrays.setAll(point, t -> x_nk.row(first + t));
        for (int c = 0; c < groups.count(); c++) {
            int to = groups.start()[c + 1];
            for (int at = groups.start()[c]; at < to; at += Points.BLOCK) {
                int end = Math.min(to, at + Points.BLOCK);
                for (int t = 0; t < point.length; t++) {
                    points.squaredDistances(point[t], at, end, squared);
                    sum_tc[t][c] += sumOfRoots(squared, end - at);
                }
            }
        }
        return sum_tc;
    }

    private static double sumOfRoots(double[] squared, int length) {
        double sum = 0;
        for (int j = 0; j < length; j++) {
            sum += Math.sqrt(squared[j]);
        }
        return sum;
    }

    private static double sample(double[] sum_c, int cell, Groups groups) {
        double within = 0;
        double nearest = Double.POSITIVE_INFINITY;
        for (int c = 0; c < groups.count(); c++) {
            int from = groups.start()[c];
            int to = groups.start()[c + 1];
            if (cell < from || cell >= to) {
                nearest = Math.min(nearest, sum_c[c] / (to - from));
            } else if (to - from == 1) {
                return 0;
            } else {
                within = sum_c[c] / (to - from - 1);
            }
        }
        double larger = Math.max(within, nearest);
        return larger == 0 ? 0 : (nearest - within) / larger;
    }

    /// Cells in the order of their labels: group c stands at `start[c]` until `start[c + 1]` of `order`.
    private record Groups(int[] order, int[] start) {
        static Groups of(int[] label) {
            long[] keyed = new long[label.length];
            for (int i = 0; i < label.length; i++) {
                keyed[i] = (long) label[i] << 32 | i;
            }
            Arrays.sort(keyed);
            int[] order = new int[label.length];
            int[] start = new int[label.length + 1];
            int groups = 0;
            for (int i = 0; i < keyed.length; i++) {
                order[i] = (int) keyed[i];
                if (i > 0 && keyed[i] >> 32 != keyed[i - 1] >> 32) {
                    start[++groups] = i;
                }
            }
            start[label.length == 0 ? 0 : ++groups] = label.length;
            return new Groups(order, Arrays.copyOf(start, groups + 1));
        }

        int count() {
            return start.length - 1;
        }
    }
}
