package io.cellwright.metric.regression;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

import io.cellwright.metric.Ranks;

/// How two series of numbers go together, -1 to 1. NaN where one of them is constant, or holds NaN: nothing can go
/// together with it. Definitions are scipy's.
public final class Correlation {
    private Correlation() {}

    /// Pearson's: of the numbers themselves.
    ///
    /// @throws IllegalArgumentException if lengths differ or are 0
    public static double pearson(double[] first, double[] second) {
        Pairs.check(first, second);
        double firstMean = mean(first);
        double secondMean = mean(second);
        double together = 0;
        double firstSquares = 0;
        double secondSquares = 0;
        for (int i = 0; i < first.length; i++) {
            double a = first[i] - firstMean;
            double b = second[i] - secondMean;
            together += a * b;
            firstSquares += a * a;
            secondSquares += b * b;
        }
        if (isConstant(first) || isConstant(second)) {
            return Double.NaN;
        }
        // Rounding may lead over the ends.
        return Math.clamp(together / (Math.sqrt(firstSquares) * Math.sqrt(secondSquares)), -1, 1);
    }

    /// Spearman's: Pearson's of the ranks, equal numbers sharing their mean rank.
    ///
    /// @throws IllegalArgumentException if lengths differ or are 0
    public static double spearman(double[] first, double[] second) {
        Pairs.check(first, second);
        return hasNaN(first) || hasNaN(second) ? Double.NaN : pearson(Ranks.of(first), Ranks.of(second));
    }

    /// Kendall's tau-b: `(pairs in the same order - pairs in opposite order) / sqrt(pairs untied in the first * pairs
    /// untied in the second)`. By Knight's method (1966), in time of n log n.
    ///
    /// @throws IllegalArgumentException if lengths differ or are 0
    public static double kendall(double[] first, double[] second) {
        Pairs.check(first, second);
        if (hasNaN(first) || hasNaN(second)) {
            return Double.NaN;
        }
        double[] x = Ranks.of(first);
        double[] y = Ranks.of(second);
        Integer[] order = IntStream.range(0, x.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.<Integer>comparingDouble(i -> x[i]).thenComparingDouble(i -> y[i]));
        double[] sorted = Arrays.stream(order).mapToDouble(i -> y[i]).toArray();
        long tiedInBoth = 0;
        for (int from = 0, to; from < order.length; from = to) {
            for (to = from; to < order.length && x[order[to]] == x[order[from]] && sorted[to] == sorted[from];) {
                to++;
            }
            tiedInBoth += pairs(to - from);
        }
        long all = pairs(x.length);
        long untiedInFirst = all - tiedPairs(x);
        long untiedInSecond = all - tiedPairs(y);
        long opposite = sortAndCountSwaps(sorted, new double[sorted.length], 0, sorted.length);
        long same = untiedInFirst + untiedInSecond - all + tiedInBoth - opposite;
        return (same - opposite) / Math.sqrt((double) untiedInFirst) / Math.sqrt((double) untiedInSecond);
    }

    private static long pairs(long of) {
        return of * (of - 1) / 2;
    }

    private static long tiedPairs(double[] rank) {
        double[] sorted = rank.clone();
        Arrays.sort(sorted);
        long tied = 0;
        for (int from = 0, to; from < sorted.length; from = to) {
            for (to = from; to < sorted.length && sorted[to] == sorted[from];) {
                to++;
            }
            tied += pairs(to - from);
        }
        return tied;
    }

    /// Sorts by merging; answers how many pairs stood in falling order.
    private static long sortAndCountSwaps(double[] values, double[] room, int from, int to) {
        if (to - from < 2) {
            return 0;
        }
        int middle = (from + to) >>> 1;
        long swaps = sortAndCountSwaps(values, room, from, middle) + sortAndCountSwaps(values, room, middle, to);
        System.arraycopy(values, from, room, from, to - from);
        int left = from;
        int right = middle;
        for (int at = from; at < to; at++) {
            if (left < middle && (right == to || room[left] <= room[right])) {
                values[at] = room[left++];
            } else {
                values[at] = room[right++];
                swaps += middle - left;
            }
        }
        return swaps;
    }

    private static boolean isConstant(double[] values) {
        for (double value : values) {
            if (value != values[0]) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasNaN(double[] values) {
        return Arrays.stream(values).anyMatch(Double::isNaN);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
