package io.cellwright.metric;

import java.util.Arrays;

/// Exact nearest neighbours by Euclidean distance, nearest first; of equally near cells the one of the smaller number
/// first.
final class NearestNeighbours {
    private NearestNeighbours() {}

    /// For each row of `query` the `k` nearest rows of `reference`.
    static int[][] of(DenseMatrix reference, DenseMatrix query, int k) {
        if (reference.columns() != query.columns()) {
            throw new IllegalArgumentException("reference and query must have the same dimensions but have "
                    + reference.columns() + " and " + query.columns());
        }
        checkCount(k, reference.rows());
        return search(reference, query, k, false);
    }

    /// For each row the `k` nearest other rows.
    static int[][] ofOthers(DenseMatrix x_nk, int k) {
        checkCount(k, x_nk.rows() - 1);
        return search(x_nk, x_nk, k, true);
    }

    private static void checkCount(int k, int available) {
        if (k < 1 || k > available) {
            throw new IllegalArgumentException("k must be from 1 to the " + available
                    + " cells to choose from but was " + k);
        }
    }

    private static int[][] search(DenseMatrix reference, DenseMatrix query, int k, boolean withoutSelf) {
        Points points = Points.of(reference);
        int[][] nearest = new int[query.rows()][];
        Points.forEachTile(query.rows(), first -> {
            Best[] best = new Best[Math.min(query.rows() - first, Points.TILE)];
            Arrays.setAll(best, t -> new Best(query.row(first + t), k, withoutSelf ? first + t : -1));
            double[] squared = new double[Points.BLOCK];
            for (int at = 0; at < points.cells(); at += Points.BLOCK) {
                int end = Math.min(points.cells(), at + Points.BLOCK);
                for (Best one : best) {
                    points.squaredDistances(one.point, at, end, squared);
                    one.offer(squared, at, end);
                }
            }
            for (int t = 0; t < best.length; t++) {
                nearest[first + t] = best[t].cell;
            }
        });
        return nearest;
    }

    /// The nearest cells of one point so far, in order.
    private static final class Best {
        private final double[] point;
        private final int skip;
        private final double[] distance;
        private final int[] cell;
        private int held;

        Best(double[] point, int k, int skip) {
            this.point = point;
            this.skip = skip;
            distance = new double[k];
            cell = new int[k];
        }

        private void offer(double[] squared, int from, int to) {
            for (int j = from; j < to; j++) {
                if (j != skip && (held < cell.length || squared[j - from] < distance[held - 1])) {
                    insert(j, squared[j - from]);
                }
            }
        }

        /// A cell that comes later and is equally near stays behind.
        private void insert(int candidate, double squared) {
            int place = held == cell.length ? held - 1 : held++;
            while (place > 0 && squared < distance[place - 1]) {
                distance[place] = distance[place - 1];
                cell[place] = cell[place - 1];
                place--;
            }
            distance[place] = squared;
            cell[place] = candidate;
        }
    }
}
