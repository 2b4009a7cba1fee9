package io.cellwright.graph;

import java.util.Arrays;

/// Squared distances of a box to other boxes, or to points, which are boxes without width. In no dimension is the gap
/// larger than the difference of any two points of both, and gaps are summed as {@link Points#squaredDistances} sums
/// differences, in the same order. Rounding keeps order, so no computed distance is below the computed gap.
final class Gaps {
    private Gaps() {}

    /// Squared gaps of the box from `low_k` to `high_k` to those from `low_ki` to `high_ki`, put into `out` from `from`
    /// until `to`.
    static void squared(double[] low_k, double[] high_k, double[][] low_ki, double[][] high_ki, int from, int to,
            double[] out) {
        Arrays.fill(out, from, to, 0);
        int k = 0;
        for (; k + 4 <= low_k.length; k += 4) {
            addFour(low_k, high_k, low_ki, high_ki, k, from, to, out);
        }
        for (; k < low_k.length; k++) {
            addOne(low_k[k], high_k[k], low_ki[k], high_ki[k], from, to, out);
        }
    }

    private static void addOne(double low, double high, double[] low_i, double[] high_i, int from, int to,
            double[] out) {
        for (int i = from; i < to; i++) {
            double gap = gap(low, high, low_i[i], high_i[i]);
            out[i] += gap * gap;
        }
    }

    private static void addFour(double[] low_k, double[] high_k, double[][] low_ki, double[][] high_ki, int k,
            int from, int to, double[] out) {
        double a0 = low_k[k];
        double a1 = low_k[k + 1];
        double a2 = low_k[k + 2];
        double a3 = low_k[k + 3];
        double b0 = high_k[k];
        double b1 = high_k[k + 1];
        double b2 = high_k[k + 2];
        double b3 = high_k[k + 3];
        double[] l0 = low_ki[k];
        double[] l1 = low_ki[k + 1];
        double[] l2 = low_ki[k + 2];
        double[] l3 = low_ki[k + 3];
        double[] h0 = high_ki[k];
        double[] h1 = high_ki[k + 1];
        double[] h2 = high_ki[k + 2];
        double[] h3 = high_ki[k + 3];
        for (int i = from; i < to; i++) {
            double d0 = gap(a0, b0, l0[i], h0[i]);
            double d1 = gap(a1, b1, l1[i], h1[i]);
            double d2 = gap(a2, b2, l2[i], h2[i]);
            double d3 = gap(a3, b3, l3[i], h3[i]);
            out[i] += d0 * d0 + d1 * d1 + (d2 * d2 + d3 * d3);
        }
    }

    private static double gap(double low, double high, double otherLow, double otherHigh) {
        return Math.max(0, Math.max(low - otherHigh, otherLow - high));
    }
}
