package io.cellwright.task;

import io.cellwright.data.CsrMatrix;

/// Mean cross-entropy of a softmax over sparse cells plus `penalty / 2 * sum of squared weights`, as a function of the
/// weights: gene after gene the c weights of its classes, then the c intercepts, which are not penalized.
final class MultinomialLoss implements SmoothFunction {
    private final CsrMatrix x_ng;
    private final int[] label;
    private final int classes;
    private final double penalty;

    /// @param label label of each cell, 0 until `classes`
    MultinomialLoss(CsrMatrix x_ng, int[] label, int classes, double penalty) {
        this.x_ng = x_ng;
        this.label = label;
        this.classes = classes;
        this.penalty = penalty;
    }

    int size() {
        return Math.multiplyExact(x_ng.columns() + 1, classes);
    }

    @Override
    public double at(double[] w_gc, double[] gradient_gc) {
        int intercepts = x_ng.columns() * classes;
        double squares = 0;
        for (int j = 0; j < intercepts; j++) {
            gradient_gc[j] = penalty * w_gc[j];
            squares += w_gc[j] * w_gc[j];
        }
        for (int c = 0; c < classes; c++) {
            gradient_gc[intercepts + c] = 0;
        }
        double loss = 0;
        double share = 1.0 / x_ng.rows();
        double[] score_c = new double[classes];
        for (int i = 0; i < x_ng.rows(); i++) {
            scores(x_ng, i, w_gc, score_c);
            double own = score_c[label[i]];
            loss += softmax(score_c) - own;
            score_c[label[i]] -= 1;
            for (int c = 0; c < classes; c++) {
                score_c[c] *= share;
                gradient_gc[intercepts + c] += score_c[c];
            }
            addOuter(i, score_c, gradient_gc);
        }
        return loss * share + penalty / 2 * squares;
    }

    private void addOuter(int cell, double[] residual_c, double[] gradient_gc) {
        for (int e = x_ng.start(cell); e < x_ng.start(cell + 1); e++) {
            double value = x_ng.value(e);
            int base = x_ng.column(e) * residual_c.length;
            for (int c = 0; c < residual_c.length; c++) {
                gradient_gc[base + c] += value * residual_c[c];
            }
        }
    }

    /// Writes `x w + intercept` of one cell.
    static void scores(CsrMatrix x_ng, int cell, double[] w_gc, double[] score_c) {
        System.arraycopy(w_gc, x_ng.columns() * score_c.length, score_c, 0, score_c.length);
        for (int e = x_ng.start(cell); e < x_ng.start(cell + 1); e++) {
            double value = x_ng.value(e);
            int base = x_ng.column(e) * score_c.length;
            for (int c = 0; c < score_c.length; c++) {
                score_c[c] += value * w_gc[base + c];
            }
        }
    }

    /// Turns scores into probabilities in place; answers the logarithm of the sum of their exponentials.
    static double softmax(double[] score_c) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double score : score_c) {
            largest = Math.max(largest, score);
        }
        double sum = 0;
        for (int c = 0; c < score_c.length; c++) {
            score_c[c] = Math.exp(score_c[c] - largest);
            sum += score_c[c];
        }
        for (int c = 0; c < score_c.length; c++) {
            score_c[c] /= sum;
        }
        return largest + Math.log(sum);
    }
}
