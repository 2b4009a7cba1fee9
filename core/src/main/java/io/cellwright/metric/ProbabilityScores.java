package io.cellwright.metric;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Scores of predicted probabilities p_nc: n cells, c classes, each from 0 to 1. Definitions are scikit-learn's.
public final class ProbabilityScores {
    private static final double EPSILON = Math.ulp(1.0);

    private ProbabilityScores() {}

    /// A score of how well numbers find the positive cells.
    @FunctionalInterface
    private interface Area {
        double of(double[] score, boolean[] positive);
    }

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
        return perClass(p_nc, truth, ProbabilityScores::auroc);
    }

    private static double[] perClass(DenseMatrix p_nc, int[] truth, Area area) {
        double[] area_c = new double[p_nc.columns()];
        for (int c = 0; c < area_c.length; c++) {
            area_c[c] = oneAgainstRest(p_nc, c, truth, area);
        }
        return area_c;
    }

    private static double oneAgainstRest(DenseMatrix p_nc, int c, int[] truth, Area area) {
        double[] score = new double[truth.length];
        boolean[] positive = new boolean[truth.length];
        for (int i = 0; i < truth.length; i++) {
            score[i] = p_nc.at(i, c);
            positive[i] = truth[i] == c;
        }
        return area.of(score, positive);
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

    /// The AUROC of each pair of classes, averaged over all pairs (Hand and Till 2001): of the cells of two classes,
    /// how well the one's probability and the other's tell them apart. Unlike one against rest it does not depend on
    /// how common the classes are. 0 to 1.
    ///
    /// Differs from scikit-learn, which refuses when a class does not occur in the truth: here such a class is left
    /// out. NaN where fewer than two classes are left.
    public static double aurocOneVersusOne(DenseMatrix p_nc, int[] truth) {
        check(p_nc, truth);
        int[] seen = Arrays.stream(truth).sorted().distinct().toArray();
        double sum = 0;
        int ordered = 0;
        for (int a : seen) {
            for (int b : seen) {
                if (a != b) {
                    int[] either = IntStream.range(0, truth.length)
                            .filter(i -> truth[i] == a || truth[i] == b).toArray();
                    int[] truthOfEither = IntStream.of(either).map(i -> truth[i]).toArray();
                    sum += oneAgainstRest(p_nc.selectRows(either), a, truthOfEither, ProbabilityScores::auroc);
                    ordered++;
                }
            }
        }
        return sum / ordered;
    }

    /// Average precision: the area under the curve of precision over recall as a staircase, the sum over thresholds of
    /// `(recall - recall before) * precision`; equal scores are one threshold. 0 to 1, by chance about the share of the
    /// positive cells. NaN where no cell is positive.
    public static double averagePrecision(double[] score, boolean[] positive) {
        Check.sameLength("score", score.length, "positive", positive.length);
        double[] rank = ranks(score);
        Integer[] order = IntStream.range(0, score.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> -rank[i]));
        double area = 0;
        int hits = 0;
        for (int from = 0; from < order.length;) {
            int to = from;
            int before = hits;
            for (; to < order.length && rank[order[to]] == rank[order[from]]; to++) {
                hits += positive[order[to]] ? 1 : 0;
            }
            area += (hits - before) * ((double) hits / to);
            from = to;
        }
        return area / hits;
    }

    /// The average precision of each class against all others. NaN for a class that no cell is of.
    ///
    /// @param truth true class of each cell
    public static double[] averagePrecisionPerClass(DenseMatrix p_nc, int[] truth) {
        check(p_nc, truth);
        return perClass(p_nc, truth, ProbabilityScores::averagePrecision);
    }

    /// Mean of the classes' average precision. Differs from scikit-learn, which counts a class that does not occur in
    /// the truth as 0: here it is left out.
    public static double averagePrecision(DenseMatrix p_nc, int[] truth) {
        return Arrays.stream(averagePrecisionPerClass(p_nc, truth)).filter(area -> !Double.isNaN(area))
                .average().orElse(Double.NaN);
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

    /// Sum of the ranks of the positive cells.
    private static double positiveRankSum(double[] score, boolean[] positive) {
        double[] rank = ranks(score);
        double sum = 0;
        for (int i = 0; i < rank.length; i++) {
            sum += positive[i] ? rank[i] : 0;
        }
        return sum;
    }

    private static double[] ranks(double[] score) {
        for (int i = 0; i < score.length; i++) {
            if (Double.isNaN(score[i])) {
                throw new IllegalArgumentException("scores must be numbers but cell " + i + " has NaN");
            }
        }
        return Ranks.of(score);
    }
}
