package io.cellwright.graph;

import java.util.Arrays;

/// The k nearest reference cells of each of n cells, nearest first, with Euclidean distances. The search is exact: it
/// looks at all pairs. Of equally near cells the one of the smaller number comes first.
///
/// 20,000 cells among themselves with 30 dimensions and k = 90 take about four seconds of one core, which all cores
/// share; time goes with the product of both numbers of cells.
public final class Neighbours {
    private final int cells;
    private final int k;
    private final int width;
    private final int[] cell_nw;
    private final double[] distance_nw;

    /// Rows of `width` neighbours, of which the first `k` are in use.
    private Neighbours(int cells, int k, int width, int[] cell_nw, double[] distance_nw) {
        this.cells = cells;
        this.k = k;
        this.width = width;
        this.cell_nw = cell_nw;
        this.distance_nw = distance_nw;
    }

    /// For each cell of `query` the `k` nearest cells of `reference`.
    ///
    /// @param k 1 until the number of reference cells
    /// @throws IllegalArgumentException if dimensions differ or k is out of range
    public static Neighbours of(Points reference, Points query, int k) {
        if (reference.dimensions() != query.dimensions()) {
            throw new IllegalArgumentException("reference and query must have the same dimensions but have "
                    + reference.dimensions() + " and " + query.dimensions());
        }
        checkCount(k, reference.cells());
        return search(reference, query, k, false);
    }

    /// For each cell the `k` nearest other cells.
    ///
    /// @param k 1 until one less than the number of cells
    /// @throws IllegalArgumentException if k is out of range
    static Neighbours ofOthers(Points points, int k) {
        checkCount(k, points.cells() - 1);
        return search(points, points, k, true);
    }

    private static void checkCount(int k, int available) {
        if (k < 1 || k > available) {
            throw new IllegalArgumentException("k must be from 1 to the " + available
                    + " cells to choose from but was " + k);
        }
    }

    /// The first `fewer` neighbours of each cell. Nothing is searched or copied.
    ///
    /// @param fewer 1 until k
    /// @throws IllegalArgumentException if it is out of range
    public Neighbours first(int fewer) {
        if (fewer < 1 || fewer > k) {
            throw new IllegalArgumentException("neighbours must be from 1 to the " + k + " that were searched but were "
                    + fewer);
        }
        return new Neighbours(cells, fewer, width, cell_nw, distance_nw);
    }

    /// Number of cells whose neighbours these are.
    public int cells() {
        return cells;
    }

    /// Number of neighbours of each cell.
    public int k() {
        return k;
    }

    /// Number of the j-th nearest reference cell of cell `i`, j from 0.
    public int cell(int i, int j) {
        return cell_nw[i * width + j];
    }

    /// Distance of cell `i` to its j-th nearest reference cell, j from 0.
    public double distance(int i, int j) {
        return distance_nw[i * width + j];
    }

    private static Neighbours search(Points reference, Points query, int k, boolean withoutSelf) {
        int size = Math.multiplyExact(query.cells(), k);
        int[] cell_nk = new int[size];
        double[] distance_nk = new double[size];
        Points.forEachTile(query.cells(), first -> {
            Best[] best = new Best[Math.min(query.cells() - first, Points.TILE)];
            Arrays.setAll(best, t -> new Best(query.point(first + t), k, withoutSelf ? first + t : -1));
            double[] squared = new double[Points.BLOCK];
            for (int b = 0; b < reference.blocks(); b++) {
                for (Best one : best) {
                    reference.squaredDistances(one.point, b, squared);
                    one.offer(squared, b * Points.BLOCK, reference.blockEnd(b));
                }
            }
            for (int t = 0; t < best.length; t++) {
                best[t].write(cell_nk, distance_nk, (first + t) * k);
            }
        });
        return new Neighbours(query.cells(), k, k, cell_nk, distance_nk);
    }

    /// The nearest cells of one point so far, in order.
    private static final class Best {
        private final double[] point;
        private final int skip;
        private final double[] squared;
        private final int[] cell;
        private int held;

        Best(double[] point, int k, int skip) {
            this.point = point;
            this.skip = skip;
            squared = new double[k];
            cell = new int[k];
        }

        private void offer(double[] candidates, int from, int to) {
            int j = from;
            for (; j < to && held < cell.length; j++) {
                insert(j, candidates[j - from]);
            }
            // Kept apart from the fields: this loop looks at every pair of cells.
            double bound = squared[cell.length - 1];
            for (; j < to; j++) {
                if (candidates[j - from] < bound) {
                    insert(j, candidates[j - from]);
                    bound = squared[cell.length - 1];
                }
            }
        }

        /// A cell that comes later and is equally near stays behind.
        private void insert(int candidate, double distance) {
            if (candidate == skip) {
                return;
            }
            int place = held == cell.length ? held - 1 : held++;
            while (place > 0 && distance < squared[place - 1]) {
                squared[place] = squared[place - 1];
                cell[place] = cell[place - 1];
                place--;
            }
            squared[place] = distance;
            cell[place] = candidate;
        }

        private void write(int[] cells, double[] distances, int at) {
            for (int j = 0; j < cell.length; j++) {
                cells[at + j] = cell[j];
                distances[at + j] = Math.sqrt(squared[j]);
            }
        }
    }
}
