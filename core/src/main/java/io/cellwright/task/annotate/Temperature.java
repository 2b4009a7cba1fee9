package io.cellwright.task.annotate;

import java.util.Arrays;

import io.cellwright.metric.DenseMatrix;

/// One number that makes probabilities honest: each is raised to the power `1 / T` and rows are made to sum to 1 again,
/// which is the softmax of logits divided by T. Above 1 it takes confidence away. The order of the classes stays.
///
/// Source: Guo et al., ICML 2017, who minimize the log loss of held-out cells; so do we, by golden section over `ln T`,
/// where the log loss has one minimum: it is convex in `1 / T`. Where all held-out cells are right it would fall for
/// ever, so after Platt (1999) each of n cells counts for a part of `1 / (n + 2)` as one of the most probable other
/// class.
///
/// @param value T, above 0
record Temperature(double value) {
    private static final double LEAST = 0.05;
    private static final double MOST = 20;
    private static final double NARROW = 1e-6;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
    /// A class that a model gives no chance at all would make every temperature equally bad.
    private static final double FLOOR = 1e-12;

    /// The temperature with the least log loss, from 0.05 to 20.
    ///
    /// @param p_nc probabilities of held-out cells
    /// @param truth class of each
    static Temperature fit(DenseMatrix p_nc, int[] truth) {
        double low = Math.log(LEAST);
        double high = Math.log(MOST);
        double left = high - GOLDEN * (high - low);
        double right = low + GOLDEN * (high - low);
        double atLeft = smoothLoss(p_nc, truth, left);
        double atRight = smoothLoss(p_nc, truth, right);
        while (high - low > NARROW) {
            if (atLeft < atRight) {
                high = right;
                right = left;
                atRight = atLeft;
                left = high - GOLDEN * (high - low);
                atLeft = smoothLoss(p_nc, truth, left);
            } else {
                low = left;
                left = right;
                atLeft = atRight;
                right = low + GOLDEN * (high - low);
                atRight = smoothLoss(p_nc, truth, right);
            }
        }
        return new Temperature(Math.exp((low + high) / 2));
    }

    /// Mean of `-ln p(label)` after the temperature was applied.
    double logLoss(DenseMatrix p_nc, int[] truth) {
        double sum = 0;
        for (int i = 0; i < truth.length; i++) {
            sum += surprise(scaled(p_nc.row(i), value)[truth[i]]);
        }
        return sum / truth.length;
    }

    private static double smoothLoss(DenseMatrix p_nc, int[] truth, double logT) {
        double other = 1.0 / (truth.length + 2);
        double sum = 0;
        for (int i = 0; i < truth.length; i++) {
            double[] p_c = scaled(p_nc.row(i), Math.exp(logT));
            double right = p_c[truth[i]];
            p_c[truth[i]] = 0;
            sum += (1 - other) * surprise(right) + other * surprise(Arrays.stream(p_c).max().orElse(0));
        }
        return sum / truth.length;
    }

    private static double surprise(double p) {
        return -Math.log(Math.max(FLOOR, p));
    }

    /// The probabilities after it was applied.
    DenseMatrix apply(DenseMatrix p_nc) {
        double[][] rows = new double[p_nc.rows()][];
        Arrays.setAll(rows, i -> scaled(p_nc.row(i), value));
        return DenseMatrix.of(rows);
    }

    private static double[] scaled(double[] p_c, double t) {
        double largest = Arrays.stream(p_c).max().orElse(1);
        double sum = 0;
        for (int c = 0; c < p_c.length; c++) {
            p_c[c] = Math.exp((Math.log(Math.max(FLOOR, p_c[c])) - Math.log(largest)) / t);
            sum += p_c[c];
        }
        for (int c = 0; c < p_c.length; c++) {
            p_c[c] /= sum;
        }
        return p_c;
    }
}
