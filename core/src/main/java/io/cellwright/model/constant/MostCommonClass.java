package io.cellwright.model.constant;

import io.cellwright.model.CellInput;
import io.cellwright.model.Classifies;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;

/// Takes no look at a cell: the probabilities are the shares of the classes among the training cells, so the most
/// common one is always named. What every classifier has to beat.
///
/// Source: scikit-learn's `DummyClassifier(strategy="prior")`.
public final class MostCommonClass implements Classifies {
    /// What it is called.
    public static final String NAME = "most_common_class";
    /// Logit of a class that no cell has: its probability is 0.
    private static final double NEVER = -1e30;

    private final Parameters parameters;
    private final int genes;
    private final int classes;
    private final Tensor logit_c;

    /// Declares the buffer `logit` (c).
    public MostCommonClass(Parameters parameters, int genes, int classes) {
        if (genes < 1 || classes < 2) {
            throw new IllegalArgumentException("genes must be at least 1 and classes 2, but were " + genes + " and "
                    + classes);
        }
        this.parameters = parameters;
        this.genes = genes;
        this.classes = classes;
        this.logit_c = parameters.buffer("logit", Shape.of(classes), 0);
    }

    /// Sets the share of each class, 0 to 1.
    public void set(double[] share_c) {
        for (int c = 0; c < classes; c++) {
            logit_c.set(c, Math.max(NEVER, Math.log(share_c[c])));
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public int genes() {
        return genes;
    }

    @Override
    public boolean wantsBatches() {
        return false;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public Tensor classify(CellInput cells, StepContext step) {
        return Same.rows(step.workspace(), cells.n(), logit_c);
    }
}
