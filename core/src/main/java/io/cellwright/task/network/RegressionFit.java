package io.cellwright.task.network;

import java.util.stream.IntStream;

import io.cellwright.data.CsrMatrix;
import io.cellwright.model.CellNetwork;
import io.cellwright.model.logistic.LogisticClassifier;
import io.cellwright.schedule.Progress;
import io.cellwright.task.baseline.LogisticRegression;
import io.cellwright.task.estimator.SplitCells;
import io.cellwright.train.Callback;
import io.cellwright.train.TrainEvent;

/// The logistic regression of all labelled training cells ({@link LogisticRegression}), in one search: there are no
/// epochs and no minibatches, and no cell is watched meanwhile.
///
/// @param c inverse of the penalty on the weights, scikit-learn's C, above 0
/// @param seed of the split; nothing in the search is random
public record RegressionFit(double c, long seed) implements Fitting {
    /// scikit-learn's C of 1, and the seed of {@link FitOptions#DEFAULT}.
    public static final RegressionFit DEFAULT = new RegressionFit(1, FitOptions.DEFAULT.seed());

    /// Checks the range.
    public RegressionFit {
        if (!(c > 0 && c < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("c must be finite and above 0 but was " + c);
        }
    }

    /// The same with another inverse of the penalty.
    public RegressionFit withC(double other) {
        return new RegressionFit(other, seed);
    }

    @Override
    public RegressionFit withSeed(long other) {
        return new RegressionFit(c, other);
    }

    void fit(CellNetwork network, SplitCells data, Callback callback) {
        if (!(network instanceof LogisticClassifier classifier)) {
            throw new IllegalArgumentException("Model '" + network.name() + "' is no logistic regression to be fitted; "
                    + "train it by FitOptions");
        }
        int[] train = data.split().train();
        int[] label_n = data.labelsOf(train);
        int[] known = IntStream.range(0, train.length).filter(i -> label_n[i] >= 0).toArray();
        CsrMatrix x_ng = data.prepared().aboveZero(IntStream.of(known).map(i -> train[i]).toArray());
        LogisticRegression fitted = LogisticRegression.fit(x_ng, IntStream.of(known).map(i -> label_n[i]).toArray(),
                classifier.classes(), c, network.parameters().workspace().device());
        if (!fitted.converged()) {
            callback.on(new TrainEvent.Decided(Progress.START, "the search was ended after "
                    + fitted.iterations() + " steps, before it had come to rest: a smaller c, or fewer genes, would help"));
        }
        double[][] weight_gc = fitted.weights();
        classifier.set(weight_gc, shifted(fitted.intercepts(), weight_gc, data.prepared().zero_g()));
    }

    /// The intercepts for cells to which `zero_g` was added.
    private static double[] shifted(double[] intercept_c, double[][] weight_gc, double[] zero_g) {
        double[] shifted_c = intercept_c.clone();
        for (int g = 0; g < zero_g.length; g++) {
            for (int c = 0; c < shifted_c.length; c++) {
                shifted_c[c] -= weight_gc[g][c] * zero_g[g];
            }
        }
        return shifted_c;
    }
}
