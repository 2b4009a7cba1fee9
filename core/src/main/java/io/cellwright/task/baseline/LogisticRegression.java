package io.cellwright.task.baseline;

import java.util.Arrays;
import java.util.stream.IntStream;

import io.cellwright.data.CsrMatrix;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.tensor.Device;

/// Multinomial logistic regression, the baseline that a deep model of labels has to beat.
///
/// Minimizes `sum over cells of -ln p(label) + 1/(2 C) * sum of squared weights` over weights w_gc and unpenalized
/// intercepts, where p is the softmax of `x w + intercept`. Usually x is log1p of counts per ten thousand
/// ([io.cellwright.data.preprocess.Normalization]).
///
/// Source: scikit-learn's `LogisticRegression(max_iter=1000)`: the same loss, the same end (no element of the gradient
/// of the mean loss beyond 1e-4) and, with two classes, its single vector of weights. Differs in the line search of the
/// L-BFGS. The minimum is the same, for the problem is convex. A class without a labelled cell gets probability 0. Loss
/// and gradient come from the kernels that train the models, in float32, the search is in double: the gradient is right
/// to about 1e-7. The same bits at any number of threads.
///
/// With 4,096 cells and more the search begins near the minimum for every eighth of them, and takes longer steps for
/// weights of genes that few cells express. On seven made sets of 20,000 cells that takes 84 to 190 steps where the
/// usual start took 140 to 289, on a real one of 4,271 cells 75 where it took 124.
public final class LogisticRegression implements CellClassifier {
    private static final double TOLERANCE = 1e-4;
    private static final int LIMIT = 1000;
    /// Cells from which on a part of them is worth a search of its own; which part: every so many-th; and how coarse.
    private static final int MANY_CELLS = 4096;
    private static final int PART = 8;
    private static final double COARSE = 10;

    private final int genes;
    private final int classes;
    private final int[] seen;
    private final double[] weights;
    private final int iterations;
    private final boolean converged;

    private LogisticRegression(int genes, int classes, int[] seen, Lbfgs.Minimum minimum) {
        this.genes = genes;
        this.classes = classes;
        this.seen = seen;
        this.weights = minimum.x();
        this.iterations = minimum.iterations();
        this.converged = minimum.converged();
    }

    /// Learns with C = 1.
    public static LogisticRegression fit(CsrMatrix x_ng, int[] label, int classes) {
        return fit(x_ng, label, classes, 1);
    }

    /// Learns from labelled cells.
    ///
    /// @param x_ng the labelled cells, all values finite
    /// @param label label of each, 0 until `classes`
    /// @param c inverse of the penalty, above 0
    /// @throws IllegalArgumentException if sizes do not fit, there is no cell, or a number is out of range
    public static LogisticRegression fit(CsrMatrix x_ng, int[] label, int classes, double c) {
        return fit(x_ng, label, classes, c, TOLERANCE, Device.cpu());
    }

    /// Learns with C = 1 on a device of the caller's; the device does not change the result.
    public static LogisticRegression fit(CsrMatrix x_ng, int[] label, int classes, Device device) {
        return fit(x_ng, label, classes, 1, device);
    }

    /// Learns on a device of the caller's, with any inverse of the penalty.
    public static LogisticRegression fit(CsrMatrix x_ng, int[] label, int classes, double c, Device device) {
        return fit(x_ng, label, classes, c, TOLERANCE, device);
    }

    static LogisticRegression fit(CsrMatrix x_ng, int[] label, int classes, double c, double tolerance,
            Device device) {
        if (label.length != x_ng.rows()) {
            throw new IllegalArgumentException("labels must be one a cell, " + x_ng.rows() + ", but were "
                    + label.length);
        }
        if (!(c > 0 && c < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("c must be finite and above 0 but was " + c);
        }
        requireFinite(x_ng);
        int[] count_c = LabelCounts.of(label, classes);
        int[] seen = IntStream.range(0, classes).filter(k -> count_c[k] > 0).toArray();
        int[] place = new int[classes];
        for (int k = 0; k < seen.length; k++) {
            place[seen[k]] = k;
        }
        int[] dense = Arrays.stream(label).map(k -> place[k]).toArray();
        // Two softmax vectors of opposite sign and half length are penalized half as much as the single vector that
        // they stand for.
        double penalty = (seen.length == 2 ? 2 : 1) / c;
        Search search = new Search(seen.length, penalty, tolerance, device);
        double[] zeros = new double[(x_ng.columns() + 1) * seen.length];
        Lbfgs.Minimum minimum = x_ng.rows() < MANY_CELLS ? search.among(x_ng, dense, zeros)
                : search.amongMany(x_ng, dense, zeros);
        return new LogisticRegression(x_ng.columns(), classes, seen, minimum);
    }

    /// A search for the weights.
    ///
    /// @param penalty that of all cells together
    private record Search(int classes, double penalty, double tolerance, Device device) {
        Lbfgs.Minimum among(CsrMatrix x_ng, int[] label, double[] start) {
            return Lbfgs.minimize(loss(x_ng, label), start, tolerance, LIMIT);
        }

        Lbfgs.Minimum amongMany(CsrMatrix x_ng, int[] label, double[] zeros) {
            int[] part = IntStream.range(0, x_ng.rows() / PART).map(i -> i * PART).toArray();
            int[] labelOfPart = IntStream.of(part).map(i -> label[i]).toArray();
            double[] start = scaled(x_ng.selectRows(part), labelOfPart, zeros, COARSE * tolerance).x();
            return scaled(x_ng, label, start, tolerance);
        }

        private Lbfgs.Minimum scaled(CsrMatrix x_ng, int[] label, double[] start, double end) {
            return Lbfgs.minimize(loss(x_ng, label), start, inverseCurvature(x_ng), end, LIMIT);
        }

        private MultinomialLoss loss(CsrMatrix x_ng, int[] label) {
            return new MultinomialLoss(x_ng, label, classes, penalty / x_ng.rows(), device);
        }

        /// The fourth root of one over the curvature of each weight where all classes are equally likely,
        /// `mean of x² (1 - 1/c) / c + penalty`. Its whole would let the weights of rare genes run ahead, and takes twice
        /// as many steps; no scaling takes a sixth more.
        private double[] inverseCurvature(CsrMatrix x_ng) {
            int n = x_ng.rows();
            double[] squares = new double[x_ng.columns() + 1];
            squares[x_ng.columns()] = n;
            for (int e = x_ng.start(0); e < x_ng.start(n); e++) {
                squares[x_ng.column(e)] += (double) x_ng.value(e) * x_ng.value(e);
            }
            double spread = (1 - 1.0 / classes) / classes;
            double[] inverse = new double[squares.length * classes];
            for (int j = 0; j < inverse.length; j++) {
                inverse[j] = Math.pow((squares[j / classes] * spread + penalty) / n, -0.25);
            }
            return inverse;
        }
    }

    private static void requireFinite(CsrMatrix x_ng) {
        for (int i = 0; i < x_ng.rows(); i++) {
            for (int e = x_ng.start(i); e < x_ng.start(i + 1); e++) {
                if (!Float.isFinite(x_ng.value(e))) {
                    throw new IllegalArgumentException("values must be finite but cell " + i + " has " + x_ng.value(e)
                            + " at gene " + x_ng.column(e));
                }
            }
        }
    }

    /// Weights of each gene, g x c; 0 for a class without a labelled cell.
    public double[][] weights() {
        double[][] weight_gc = new double[genes][classes];
        for (int g = 0; g < genes; g++) {
            for (int k = 0; k < seen.length; k++) {
                weight_gc[g][seen[k]] = weights[g * seen.length + k];
            }
        }
        return weight_gc;
    }

    /// Intercept of each class; negative infinity for one without a labelled cell.
    public double[] intercepts() {
        double[] intercept_c = new double[classes];
        Arrays.fill(intercept_c, Double.NEGATIVE_INFINITY);
        for (int k = 0; k < seen.length; k++) {
            intercept_c[seen[k]] = weights[genes * seen.length + k];
        }
        return intercept_c;
    }

    /// Steps that the search among all cells took.
    public int iterations() {
        return iterations;
    }

    /// Whether the search ended by itself; false where 1,000 steps were not enough.
    public boolean converged() {
        return converged;
    }

    @Override
    public DenseMatrix probabilities(CsrMatrix x_ng) {
        if (x_ng.columns() != genes) {
            throw new IllegalArgumentException("genes must be the " + genes + " learnt from but were "
                    + x_ng.columns());
        }
        double[] p_nc = new double[Math.multiplyExact(x_ng.rows(), classes)];
        double[] score_c = new double[seen.length];
        for (int i = 0; i < x_ng.rows(); i++) {
            MultinomialLoss.scores(x_ng, i, weights, score_c);
            MultinomialLoss.softmax(score_c);
            for (int k = 0; k < seen.length; k++) {
                p_nc[i * classes + seen[k]] = score_c[k];
            }
        }
        return new DenseMatrix(p_nc, x_ng.rows(), classes);
    }
}
