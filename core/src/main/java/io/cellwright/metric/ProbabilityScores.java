package io.cellwright.metric;

import java.util.Arrays;

/// Scores of predicted probabilities p_nc: n cells, c classes, each from 0 to 1. Definitions are scikit-learn's.
public final class ProbabilityScores {
    private static final double EPSILON = Math.ulp(1.0);

    private ProbabilityScores() {}

    /// Area under the receiver operating characteristic: the chance that a random positive cell scores higher than a
    /// random negative one, ties counting half; 0 to 1. NaN where all cells are positive or all are negative.
    public static double auroc(double[] score, boolean[] positive) {
        Check.sameLength("score", score.length, "positive", positive.length);
        long positives = 0;
        for (boolean p : positive) {
            positives += p ? 1 : 0;
        }
        long negatives = score.length - positives;
        if (positives == 0 || negatives == 0) {
            return Double.NaN;
        }
        double wins = positiveRankSum(score, positive) - positives * (positives + 1) / 2.0;
        return wins / positives / negatives;
    }

    /// The AUROC of each class against all others. NaN for a class that no cell or every cell is of.
    ///
    /// @param truth true class of each cell
    public static double[] aurocPerClass(DenseMatrix p_nc, int[] truth) {
        check(p_nc, truth);
        double[] auroc_c = new double[p_nc.columns()];
        for (int c = 0; c < auroc_c.length; c++) {
            double[] score = new double[truth.length];
            boolean[] positive = new boolean[truth.length];
            for (int i = 0; i < truth.length; i++) {
                score[i] = p_nc.at(i, c);
                positive[i] = truth[i] == c;
            }
            auroc_c[c] = auroc(score, positive);
        }
        return auroc_c;
    }

    /// The AUROC one against rest. MICRO ranks all n x c decisions together.
    ///
    /// Differs from scikit-learn, which refuses when a class does not occur in the truth: here such a class is left out
    /// of MACRO and WEIGHTED, since held-out cells often lack a rare type. NaN where no class is left.
    public static double auroc(DenseMatrix p_nc, int[] truth, Average average) {
        if (average == Average.MICRO) {
            check(p_nc, truth);
            boolean[] positive = new boolean[p_nc.values().length];
            for (int i = 0; i < truth.length; i++) {
                positive[i * p_nc.columns() + truth[i]] = true;
            }
            return auroc(p_nc.values(), positive);
        }
        double[] auroc_c = aurocPerClass(p_nc, truth);
        long[] support_c = new long[auroc_c.length];
        for (int label : truth) {
            support_c[label]++;
        }
        double sum = 0;
        double total = 0;
        for (int c = 0; c < auroc_c.length; c++) {
            if (!Double.isNaN(auroc_c[c])) {
                double weight = average == Average.WEIGHTED ? support_c[c] : 1;
                sum += weight * auroc_c[c];
                total += weight;
            }
        }
        return sum / total;
    }

    /// Mean of `-ln p(true class)`, 0 or more. Probabilities are kept at machine epsilon or above, so a true class of
    /// probability 0 costs about 36.
    public static double logLoss(DenseMatrix p_nc, int[] truth) {
        check(p_nc, truth);
        double sum = 0;
        for (int i = 0; i < truth.length; i++) {
            double p = p_nc.at(i, truth[i]);
            sum -= Math.log(Math.min(Math.max(p, EPSILON), 1 - EPSILON));
        }
        return sum / truth.length;
    }

    /// Brier score: mean over cells of the sum over classes of `(p - 1[true class])^2`, 0 to 2.
    public static double brier(DenseMatrix p_nc, int[] truth) {
        check(p_nc, truth);
        double sum = 0;
        for (int i = 0; i < truth.length; i++) {
            for (int c = 0; c < p_nc.columns(); c++) {
                double miss = p_nc.at(i, c) - (truth[i] == c ? 1 : 0);
                sum += miss * miss;
            }
        }
        return sum / truth.length;
    }

    private static void check(DenseMatrix p_nc, int[] truth) {
        Check.sameLength("rows of p_nc", p_nc.rows(), "truth", truth.length);
        Check.someCells(truth.length);
        Check.labels("truth", truth, p_nc.columns());
        Check.probabilities(p_nc);
    }

    /// Sum of the ranks, from 1, of the positive cells; equal scores share their mean rank.
    private static double positiveRankSum(double[] score, boolean[] positive) {
        double[] up = new double[score.length];
        for (int i = 0; i < up.length; i++) {
            // Turns -0 into 0: the sort keeps them apart, though they are one score.
            up[i] = score[i] + 0.0;
            if (Double.isNaN(up[i])) {
                throw new IllegalArgumentException("scores must be numbers but cell " + i + " has NaN");
            }
        }
        double[] sorted = up.clone();
        Arrays.sort(sorted);
        double[] rank = new double[sorted.length];
        for (int from = 0; from < sorted.length;) {
            int to = from + 1;
            while (to < sorted.length && sorted[to] == sorted[from]) {
                to++;
            }
            Arrays.fill(rank, from, to, (from + 1 + to) / 2.0);
            from = to;
        }
        double sum = 0;
        for (int i = 0; i < up.length; i++) {
            if (positive[i]) {
                sum += rank[Arrays.binarySearch(sorted, up[i])];
            }
        }
        return sum;
    }
}
