package io.cellwright.graph;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Cells as points of an embedding: n cells x k dimensions, all in double, no coordinate beyond 1e140, so that sums of
/// squared distances are finite.
///
/// They are laid out in blocks of cells, each dimension of a block an array of its own, so that the distances of one
/// point to a block are computed by loops that the compiler turns into vector instructions. It does so only where all
/// arrays of a loop are read and written at the same index: else it cannot know that they are not one array.
public final class Points {
    /// Cells of a block, but the last: their coordinates stay in the second cache for the next point.
    public static final int BLOCK = 512;

    /// Points that go over a block of cells before the next block is taken up.
    public static final int TILE = 32;

    private static final double FARTHEST = 1e140;

    private final double[][][] x_bki;
    private final int cells;
    private final int dimensions;

    /// All zero.
    private Points(int cells, int dimensions) {
        this.cells = cells;
        this.dimensions = dimensions;
        x_bki = new double[(cells + BLOCK - 1) / BLOCK][dimensions][];
        for (int b = 0; b < x_bki.length; b++) {
            for (int k = 0; k < dimensions; k++) {
                x_bki[b][k] = new double[Math.min(BLOCK, cells - b * BLOCK)];
            }
        }
    }

    /// Of coordinates that stand cell after cell, which are copied.
    ///
    /// @param x_nk coordinate k of cell i at `i * dimensions + k`
    /// @param cells number of cells, 0 or more
    /// @param dimensions number of dimensions, 1 or more
    /// @throws IllegalArgumentException if sizes do not fit or a coordinate is NaN, infinite or beyond 1e140
    public static Points of(double[] x_nk, int cells, int dimensions) {
        checkSizes(x_nk.length, cells, dimensions);
        Points points = new Points(cells, dimensions);
        for (int i = 0; i < cells; i++) {
            for (int k = 0; k < dimensions; k++) {
                points.set(i, k, checked(x_nk[i * dimensions + k], i, k));
            }
        }
        return points;
    }

    /// The same of float32 coordinates.
    public static Points of(float[] x_nk, int cells, int dimensions) {
        checkSizes(x_nk.length, cells, dimensions);
        Points points = new Points(cells, dimensions);
        for (int i = 0; i < cells; i++) {
            for (int k = 0; k < dimensions; k++) {
                points.set(i, k, checked(x_nk[i * dimensions + k], i, k));
            }
        }
        return points;
    }

    private static void checkSizes(int values, int cells, int dimensions) {
        if (cells < 0 || dimensions < 1 || values != (long) cells * dimensions) {
            throw new IllegalArgumentException("x_nk must hold cells x dimensions numbers but " + values
                    + " were given for " + cells + " x " + dimensions);
        }
    }

    private static double checked(double value, int cell, int dimension) {
        if (!(Math.abs(value) <= FARTHEST)) {
            String rule = Double.isFinite(value) ? "at most " + FARTHEST + " in size, or squares overflow," : "finite";
            throw new IllegalArgumentException("coordinates must be " + rule + " but cell " + cell + " has " + value
                    + " in dimension " + dimension);
        }
        return value;
    }

    /// Number of cells.
    public int cells() {
        return cells;
    }

    /// Number of dimensions.
    public int dimensions() {
        return dimensions;
    }

    /// Coordinate `k` of cell `i`.
    public double at(int i, int k) {
        return x_bki[i / BLOCK][k][i % BLOCK];
    }

    private void set(int i, int k, double value) {
        x_bki[i / BLOCK][k][i % BLOCK] = value;
    }

    /// A copy of the coordinates of cell `i`.
    public double[] point(int i) {
        double[] point = new double[dimensions];
        for (int k = 0; k < dimensions; k++) {
            point[k] = at(i, k);
        }
        return point;
    }

    /// The cells with the given numbers, in that order.
    public Points select(int[] keep) {
        Points kept = new Points(keep.length, dimensions);
        for (int i = 0; i < keep.length; i++) {
            for (int k = 0; k < dimensions; k++) {
                kept.set(i, k, at(keep[i], k));
            }
        }
        return kept;
    }

    /// Each point divided by its distance to the origin, which stays where it is. Half the squared distance of two such
    /// points is their cosine distance.
    public Points onUnitSphere() {
        Points scaled = new Points(cells, dimensions);
        for (int i = 0; i < cells; i++) {
            double squares = 0;
            for (int k = 0; k < dimensions; k++) {
                squares += at(i, k) * at(i, k);
            }
            for (int k = 0; k < dimensions; k++) {
                scaled.set(i, k, squares == 0 ? 0 : at(i, k) / Math.sqrt(squares));
            }
        }
        return scaled;
    }

    /// Runs `work` for the first number of each tile of `points` numbers, on several threads in any order.
    public static void forEachTile(int points, IntConsumer work) {
        IntStream.range(0, (points + TILE - 1) / TILE).parallel().forEach(tile -> work.accept(tile * TILE));
    }

    /// Number of blocks; block b holds the cells from `b * BLOCK`.
    public int blocks() {
        return x_bki.length;
    }

    /// The end of block `b`: one more than its last cell.
    public int blockEnd(int b) {
        return Math.min(cells, (b + 1) * BLOCK);
    }

    /// Squared Euclidean distances of `point` to the cells of block `b`, put at 0 and after in `out`.
    public void squaredDistances(double[] point, int b, double[] out) {
        squaredDistances(point, b, 0, x_bki[b][0].length, out);
    }

    /// The same for the cells `from` until `to` of the block, put at the same places in `out`.
    void squaredDistances(double[] point, int b, int from, int to, double[] out) {
        double[][] x_ki = x_bki[b];
        Arrays.fill(out, from, to, 0);
        int k = 0;
        // Four dimensions a pass: otherwise loading and storing `out` takes most of the time.
        for (; k + 4 <= dimensions; k += 4) {
            addFour(x_ki, point, k, from, to, out);
        }
        for (; k < dimensions; k++) {
            addOne(x_ki[k], point[k], from, to, out);
        }
    }

    /// Coordinates of the cells of block `b`: those in dimension k are array k.
    double[][] block(int b) {
        return x_bki[b];
    }

    private static void addOne(double[] x_i, double p, int from, int to, double[] out) {
        for (int i = from; i < to; i++) {
            double difference = x_i[i] - p;
            out[i] += difference * difference;
        }
    }

    private static void addFour(double[][] x_ki, double[] point, int k, int from, int to, double[] out) {
        double p0 = point[k];
        double p1 = point[k + 1];
        double p2 = point[k + 2];
        double p3 = point[k + 3];
        double[] x0 = x_ki[k];
        double[] x1 = x_ki[k + 1];
        double[] x2 = x_ki[k + 2];
        double[] x3 = x_ki[k + 3];
        for (int i = from; i < to; i++) {
            double d0 = x0[i] - p0;
            double d1 = x1[i] - p1;
            double d2 = x2[i] - p2;
            double d3 = x3[i] - p3;
            out[i] += d0 * d0 + d1 * d1 + (d2 * d2 + d3 * d3);
        }
    }
}
