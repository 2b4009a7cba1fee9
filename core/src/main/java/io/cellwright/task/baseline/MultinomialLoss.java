package io.cellwright.task.baseline;

import io.cellwright.data.CsrMatrix;
import io.cellwright.tensor.Codes;
import io.cellwright.tensor.Device;
import io.cellwright.tensor.Initializer;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Products;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.SparseTensor;
import io.cellwright.tensor.Tensor;
import io.cellwright.tensor.Workspace;

/// Mean cross-entropy of a softmax over sparse cells plus `penalty / 2 * sum of squared weights`, as a function of the
/// weights: gene after gene the c weights of its classes, then the c intercepts, which are not penalized.
///
/// The kernels get rows of whole cache lines: further classes, to which no cell belongs and that have no chance.
final class MultinomialLoss implements SmoothFunction {
    /// Floats of a cache line.
    private static final int LINE = 16;
    /// Logit of a class without a chance: its exponential is 0.
    private static final double NONE = -1e30;

    private final Workspace steps;
    private final Parameters parameters;
    private final Tensor weight_gc;
    private final Tensor intercept_c;
    private final SparseTensor x_ng;
    private final Codes label_n;
    private final double penalty;
    private final int genes;
    private final int classes;
    private final int padded;

    /// @param label label of each cell, 0 until `classes`
    MultinomialLoss(CsrMatrix x_ng, int[] label, int classes, double penalty, Device device) {
        this.genes = x_ng.columns();
        this.classes = classes;
        this.padded = (classes + LINE - 1) / LINE * LINE;
        Workspace cells = new Workspace(device);
        cells.begin(false);
        this.x_ng = x_ng.copyTo(cells).spread(padded / LINE);
        this.label_n = Codes.of(cells, label, padded);
        this.steps = new Workspace(device);
        this.parameters = new Parameters(steps);
        this.weight_gc = parameters.parameter("weight", Shape.of(x_ng.columns(), padded), Initializer.standardNormal());
        this.intercept_c = parameters.parameter("intercept", Shape.of(padded), Initializer.standardNormal());
        parameters.allocate(0);
        this.penalty = penalty;
    }

    @Override
    public double at(double[] w_gc, double[] gradient_gc) {
        double squares = put(w_gc);
        steps.begin(true);
        double loss = Products.softmaxLoss(x_ng.in(steps), weight_gc, intercept_c, label_n);
        double[] ofWeights = weight_gc.gradientToArray();
        double[] ofIntercepts = intercept_c.gradientToArray();
        for (int g = 0; g < genes; g++) {
            for (int c = 0; c < classes; c++) {
                int j = g * classes + c;
                gradient_gc[j] = ofWeights[g * padded + c] + penalty * w_gc[j];
            }
        }
        System.arraycopy(ofIntercepts, 0, gradient_gc, genes * classes, classes);
        return loss + penalty / 2 * squares;
    }

    /// Rounds the weights to the tensors; returns the sum of their squares.
    private double put(double[] w_gc) {
        double squares = 0;
        for (int g = 0; g < genes; g++) {
            for (int c = 0; c < padded; c++) {
                double weight = c < classes ? w_gc[g * classes + c] : 0;
                weight_gc.set((long) g * padded + c, weight);
                squares += weight * weight;
            }
        }
        for (int c = 0; c < padded; c++) {
            intercept_c.set(c, c < classes ? w_gc[genes * classes + c] : NONE);
        }
        return squares;
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

    /// Turns scores into probabilities in place.
    static void softmax(double[] score_c) {
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
    }
}
