package io.cellwright.metric;

import java.util.Arrays;

/// Whether two models differ, by the differences of their scores on the same splits.
///
/// Two tests of the hypothesis that neither is better, both two-sided:
///
/// - **Corrected t** (Nadeau and Bengio, Machine Learning 52, 2003; for repeated cross-validation Bouckaert and Frank,
///   PAKDD 2004): `t = mean / sqrt((1 / n + r) v)` with n - 1 degrees of freedom, where n is the number of pairs, v their
///   variance (divided by n - 1) and r the number of judging cells over that of training cells. Splits of the same cells
///   share most of their training cells, so their differences are no independent draws; without r the plain t-test finds
///   a difference far too often. This is the one to go by.
/// - **Sign flips** (Fisher 1935): the share of all 2^n ways to give the differences signs whose sum is as far from 0.
///   It assumes no distribution, but does take pairs for independent, so it finds differences too often where splits
///   share cells. It cannot be below `2 / 2^n`: .25 for three pairs, .0625 for five. Above 20 pairs 100,000 ways are drawn.
///
/// @param pairs number of pairs
/// @param meanDifference mean of the differences
/// @param t statistic of the corrected t-test; NaN for one pair
/// @param correctedT its chance, 0 to 1; NaN for one pair, which says nothing of how results vary
/// @param signFlip chance by sign flips, 0 to 1
public record PairedTest(int pairs, double meanDifference, double t, double correctedT, double signFlip) {
    private static final int MOST_EXACT = 20;
    private static final CounterRandom RANDOM = new CounterRandom(0);
    private static final int DRAWN = 100_000;
    /// Sums that differ by rounding alone are the same.
    private static final double ROUNDING = 1e-12;

    /// Tests differences.
    ///
    /// @param differences of the first model's score and the second's on each split, one or more, finite
    /// @param judgingOverTraining number of judging cells over that of training cells, 0 or more; 0 is the plain t-test
    /// @throws IllegalArgumentException if there is none or one is not finite
    public static PairedTest of(double[] differences, double judgingOverTraining) {
        if (differences.length == 0 || !Arrays.stream(differences).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("differences must be one or more finite numbers but were "
                    + Arrays.toString(differences));
        }
        if (!(judgingOverTraining >= 0 && Double.isFinite(judgingOverTraining))) {
            throw new IllegalArgumentException("judgingOverTraining must be 0 or more and finite but was "
                    + judgingOverTraining);
        }
        int n = differences.length;
        double mean = Arrays.stream(differences).sum() / n;
        double variance = Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum() / (n - 1);
        double t = n == 1 ? Double.NaN : statistic(mean, (1.0 / n + judgingOverTraining) * variance);
        return new PairedTest(n, mean, t, n == 1 ? Double.NaN : outside(t, n - 1), signFlip(differences));
    }

    private static double statistic(double mean, double squaredError) {
        return mean == 0 ? 0 : mean / Math.sqrt(squaredError);
    }

    /// The least chance that sign flips can give with so many pairs.
    public static double leastSignFlip(int pairs) {
        return Math.scalb(2.0, -pairs);
    }

    private static double signFlip(double[] differences) {
        double seen = Math.abs(Arrays.stream(differences).sum());
        double least = seen - ROUNDING * Arrays.stream(differences).map(Math::abs).sum();
        return differences.length <= MOST_EXACT ? exact(differences, least) : drawn(differences, least);
    }

    /// Half of the ways, since the others are their mirror images.
    private static double exact(double[] differences, double least) {
        long ways = 1L << (differences.length - 1);
        long far = 0;
        for (long signs = 0; signs < ways; signs++) {
            if (Math.abs(sum(differences, signs)) >= least) {
                far++;
            }
        }
        return (double) far / ways;
    }

    private static double sum(double[] differences, long signs) {
        double sum = 0;
        for (int i = 0; i < differences.length; i++) {
            sum += (signs >> i & 1) == 0 ? differences[i] : -differences[i];
        }
        return sum;
    }

    /// The way that was seen is one of them.
    private static double drawn(double[] differences, double least) {
        long far = 1;
        for (int way = 0; way < DRAWN; way++) {
            double sum = 0;
            for (int i = 0; i < differences.length; i++) {
                sum += RANDOM.uniform(way, i) < 0.5 ? differences[i] : -differences[i];
            }
            if (Math.abs(sum) >= least) {
                far++;
            }
        }
        return far / (DRAWN + 1.0);
    }

    /// The chance of a value as far from 0 as t or farther under Student's t distribution: the finite sums of Abramowitz
    /// and Stegun, 26.7.3 and 26.7.4.
    static double outside(double t, int degrees) {
        if (Double.isInfinite(t)) {
            return 0;
        }
        double angle = Math.atan(Math.abs(t) / Math.sqrt(degrees));
        double cos = Math.cos(angle);
        boolean odd = degrees % 2 == 1;
        double term = odd ? cos : 1;
        double sum = degrees == 1 ? 0 : term;
        for (int k = odd ? 3 : 2; k < degrees - 1; k += 2) {
            term *= cos * cos * (k - 1) / k;
            sum += term;
        }
        double inside = odd ? 2 / Math.PI * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
        return Math.max(0, 1 - inside);
    }
}
