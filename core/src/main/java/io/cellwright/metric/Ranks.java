package io.cellwright.metric;

import java.util.Arrays;

/// Ranks of numbers.
public final class Ranks {
    private Ranks() {}

    /// The rank of each number, from 1 for the smallest; equal numbers share their mean rank. NaN is the largest.
    public static double[] of(double[] values) {
        double[] up = new double[values.length];
        for (int i = 0; i < up.length; i++) {
            // Turns -0 into 0: the sort keeps them apart, though they are one number.
            up[i] = values[i] + 0.0;
        }
        double[] sorted = up.clone();
        Arrays.sort(sorted);
        double[] shared = new double[sorted.length];
        for (int from = 0; from < sorted.length;) {
            int to = from + 1;
            while (to < sorted.length && sorted[to] == sorted[from]) {
                to++;
            }
            Arrays.fill(shared, from, to, (from + 1 + to) / 2.0);
            from = to;
        }
        double[] rank = new double[up.length];
        for (int i = 0; i < up.length; i++) {
            rank[i] = shared[Arrays.binarySearch(sorted, up[i])];
        }
        return rank;
    }
}
