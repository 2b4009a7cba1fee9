package io.cellwright.metric;

import java.util.Arrays;

import io.cellwright.graph.Points;

/// Silhouette of labels in an embedding, over all pairs of cells.
///
/// For a cell, a is the mean distance to the other cells of its label and b the smallest mean distance to the cells of
/// another label; the silhouette is `(b - a) / max(a, b)`, -1 to 1, and 0 for the only cell of a label. Source:
/// scikit-learn's `silhouette_score`, without the sampling. Distances are Euclidean unless said otherwise.
///
/// Takes time in n * n * k and memory in n * k: there is never an n x n matrix.
public final class Silhouette {
    private Silhouette() {}

    /// How far two cells are from each other.
    public enum Distance {
        /// The length of the difference.
        EUCLIDEAN,
        /// `1 - cosine`, 0 to 2.
        COSINE;

        private Points prepared(Points points) {
            return this == COSINE ? points.onUnitSphere() : points;
        }

        /// The sum of the distances of {@link #prepared} points, from their squared Euclidean distances.
        private double sum(double[] squared, int from, int to) {
            double sum = 0;
            if (this == COSINE) {
                for (int j = from; j < to; j++) {
                    sum += squared[j] / 2;
                }
            } else {
                for (int j = from; j < to; j++) {
                    sum += Math.sqrt(squared[j]);
                }
            }
            return sum;
        }
    }

    /// What b is: which cells of other labels a cell is compared with.
    public enum Others {
        /// The cells of the label that is nearest in the mean.
        NEAREST_LABEL,
        /// All cells of other labels.
        ALL
    }

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

    /// scIB's form of the mean, `(mean + 1) / 2`, from 0 to 1: higher keeps the labels better apart.
    ///
    /// @throws IllegalArgumentException unless there are at least 2 labels and fewer labels than cells
    public static double scaledMean(DenseMatrix x_nk, int[] label) {
        return (mean(x_nk, label) + 1) / 2;
    }

    /// Silhouette of each cell.
    public static double[] samples(DenseMatrix x_nk, int[] label) {
        Check.sameLength("rows of x_nk", x_nk.rows(), "label", label.length);
        return samples(x_nk.points(), label, Distance.EUCLIDEAN, Others.NEAREST_LABEL);
    }

    /// Silhouette of each cell, with a choice of distances.
    ///
    /// @param label label of each cell, any whole number
    /// @throws IllegalArgumentException unless there are at least 2 labels and fewer labels than cells
    public static double[] samples(Points points, int[] label, Distance distance, Others others) {
        Check.sameLength("points", points.cells(), "label", label.length);
        Groups groups = Groups.of(label);
        if (groups.count() < 2 || groups.count() >= label.length) {
            throw new IllegalArgumentException("labels must be at least 2 and fewer than the " + label.length
                    + " cells but were " + groups.count());
        }
        Points sorted = distance.prepared(points.select(groups.order()));
        double[] samples = new double[label.length];
        Points.forEachTile(label.length, first -> {
            int last = Math.min(label.length, first + Points.TILE);
            double[][] sum_tc = distancesToGroups(sorted, first, last, groups, distance);
            for (int i = first; i < last; i++) {
                samples[groups.order()[i]] = sample(sum_tc[i - first], i, groups, others);
            }
        });
        return samples;
    }

    /// Sum of the distances of each of the cells `first` until `last` to the cells of each group.
    private static double[][] distancesToGroups(Points points, int first, int last, Groups groups, Distance distance) {
        double[][] sum_tc = new double[last - first][groups.count()];
        double[] squared = new double[Points.BLOCK];
        double[][] point = new double[last - first][];
        Arrays.setAll(point, t -> points.point(first + t));
        for (int b = 0; b < points.blocks(); b++) {
            for (int t = 0; t < point.length; t++) {
                points.squaredDistances(point[t], b, squared);
                addByGroup(squared, b * Points.BLOCK, points.blockEnd(b), groups, distance, sum_tc[t]);
            }
        }
        return sum_tc;
    }

    /// Adds the distances to the cells `from` until `to` to the sums of their groups.
    private static void addByGroup(double[] squared, int from, int to, Groups groups, Distance distance,
            double[] sum_c) {
        int at = from;
        for (int c = groups.at(from); at < to; c++) {
            int end = Math.min(to, groups.start()[c + 1]);
            sum_c[c] += distance.sum(squared, at - from, end - from);
            at = end;
        }
    }

    private static double sample(double[] sum_c, int cell, Groups groups, Others others) {
        double within = 0;
        double nearest = Double.POSITIVE_INFINITY;
        double outside = 0;
        int cellsOutside = 0;
        for (int c = 0; c < groups.count(); c++) {
            int from = groups.start()[c];
            int to = groups.start()[c + 1];
            if (cell < from || cell >= to) {
                nearest = Math.min(nearest, sum_c[c] / (to - from));
                outside += sum_c[c];
                cellsOutside += to - from;
            } else if (to - from == 1) {
                return 0;
            } else {
                within = sum_c[c] / (to - from - 1);
            }
        }
        double between = others == Others.ALL ? outside / cellsOutside : nearest;
        double larger = Math.max(within, between);
        return larger == 0 ? 0 : (between - within) / larger;
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

        /// The group of the cell at place `place`.
        int at(int place) {
            int found = Arrays.binarySearch(start, place);
            return found >= 0 ? found : -found - 2;
        }

        int count() {
            return start.length - 1;
        }
    }
}
