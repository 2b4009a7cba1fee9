package io.cellwright.metric;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Points laid out dimension by dimension, so that the distances of one point to a run of others are computed by loops
/// that the compiler turns into vector instructions.
final class Points {
    /// Cells whose distances are computed at a time: their coordinates stay in the second cache for the next point.
    static final int BLOCK = 256;

    /// Points that go over a block of cells before the next block is taken up.
    static final int TILE = 32;

    private final double[] x_kn;
    private final int cells;
    private final int dimensions;

    private Points(double[] x_kn, int cells, int dimensions) {
        this.x_kn = x_kn;
        this.cells = cells;
        this.dimensions = dimensions;
    }

    /// Turns an embedding round.
    ///
    /// @throws IllegalArgumentException if a value is NaN or infinite
    static Points of(DenseMatrix x_nk) {
        double[] x_kn = new double[x_nk.values().length];
        for (int i = 0; i < x_nk.rows(); i++) {
            for (int k = 0; k < x_nk.columns(); k++) {
                double value = x_nk.at(i, k);
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException("coordinates must be finite but cell " + i + " has " + value
                            + " in dimension " + k);
                }
                x_kn[k * x_nk.rows() + i] = value;
            }
        }
        return new Points(x_kn, x_nk.rows(), x_nk.columns());
    }

    int cells() {
        return cells;
    }

    /// Runs `work` for the first point of each tile of `points` points, on several threads.
    static void forEachTile(int points, IntConsumer work) {
        IntStream.range(0, (points + TILE - 1) / TILE).parallel().forEach(tile -> work.accept(tile * TILE));
    }

    /// Squared Euclidean distances of `point` to the cells `from` until `to`, put at 0 and after in `out`.
    void squaredDistances(double[] point, int from, int to, double[] out) {
        int length = to - from;
        Arrays.fill(out, 0, length, 0);
        int k = 0;
        // Four dimensions a pass: otherwise loading and storing `out` takes most of the time.
        for (; k + 4 <= dimensions; k += 4) {
            addFour(point, k, from, length, out);
        }
        for (; k < dimensions; k++) {
            double p = point[k];
            int base = k * cells + from;
            for (int j = 0; j < length; j++) {
                double difference = x_kn[base + j] - p;
                out[j] += difference * difference;
            }
        }
    }

    private void addFour(double[] point, int k, int from, int length, double[] out) {
        double p0 = point[k];
        double p1 = point[k + 1];
        double p2 = point[k + 2];
        double p3 = point[k + 3];
        int base0 = k * cells + from;
        int base1 = base0 + cells;
        int base2 = base1 + cells;
        int base3 = base2 + cells;
        for (int j = 0; j < length; j++) {
            double d0 = x_kn[base0 + j] - p0;
            double d1 = x_kn[base1 + j] - p1;
            double d2 = x_kn[base2 + j] - p2;
            double d3 = x_kn[base3 + j] - p3;
            out[j] += d0 * d0 + d1 * d1 + (d2 * d2 + d3 * d3);
        }
    }
}
