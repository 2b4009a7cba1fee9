package io.cellwright.model.constant;

import io.cellwright.model.CellInput;
import io.cellwright.model.Reconstructs;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.Shape;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;

/// Takes no look at a cell: its expression is the mean of the training cells. What every reconstruction has to beat.
public final class MeanExpression implements Reconstructs {
    /// What it is called.
    public static final String NAME = "mean_expression";

    private final Parameters parameters;
    private final int genes;
    private final Tensor mean_g;

    /// Declares the buffer `mean` (g).
    public MeanExpression(Parameters parameters, int genes) {
        if (genes < 1) {
            throw new IllegalArgumentException("genes must be at least 1 but were " + genes);
        }
        this.parameters = parameters;
        this.genes = genes;
        this.mean_g = parameters.buffer("mean", Shape.of(genes), 0);
    }

    /// Sets the mean of each gene.
    public void set(double[] mean_g) {
        this.mean_g.set(mean_g);
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
    public Tensor reconstruct(CellInput cells, StepContext step) {
        return Same.rows(step.workspace(), cells.n(), mean_g);
    }
}
