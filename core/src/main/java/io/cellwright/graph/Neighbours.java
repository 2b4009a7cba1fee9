package io.cellwright.graph;

/// The k nearest reference cells of each of n cells, nearest first, with Euclidean distances. The search is exact:
/// cells are left out only where they cannot be among the nearest. Of equally near cells the one of the smaller number
/// comes first.
///
/// 20,000 cells among themselves with 30 dimensions and k = 89 take about four seconds of one core where no dimension
/// tells more than another, so that all pairs are looked at, and less where cells lie in clouds. All cores share it.
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
        Table table = new Table(query.cells(), k);
        NeighbourSearch.of(reference, query, k, table::put);
        return table.filled;
    }

    /// For each cell the `k` nearest other cells.
    ///
    /// @param k 1 until one less than the number of cells
    /// @throws IllegalArgumentException if k is out of range
    static Neighbours ofOthers(Points points, int k) {
        checkCount(k, points.cells() - 1);
        Table table = new Table(points.cells(), k);
        NeighbourSearch.ofOthers(points, k, table::put);
        return table.filled;
    }

    /// Finds the same neighbours, cell by cell, and keeps none of them.
    static void visitOthers(Points points, int k, NeighbourVisitor visitor) {
        checkCount(k, points.cells() - 1);
        NeighbourSearch.ofOthers(points, k, visitor);
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

    /// Neighbours that are put down as they are found.
    private static final class Table {
        private final Neighbours filled;

        Table(int cells, int k) {
            int size = Math.multiplyExact(cells, k);
            filled = new Neighbours(cells, k, k, new int[size], new double[size]);
        }

        void put(int cell, int[] near_j, double[] distance_j) {
            System.arraycopy(near_j, 0, filled.cell_nw, cell * filled.k, filled.k);
            System.arraycopy(distance_j, 0, filled.distance_nw, cell * filled.k, filled.k);
        }
    }
}
