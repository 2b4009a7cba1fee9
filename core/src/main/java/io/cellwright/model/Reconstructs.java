package io.cellwright.model;

import java.util.List;

import io.cellwright.tensor.RowFunctions;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;

/// A network that gives the expression of cells again.
public interface Reconstructs extends CellNetwork {
    /// n x g, on the scale of the prepared expression.
    Tensor reconstruct(CellInput cells, StepContext step);

    /// The loss of a minibatch in its parts. Without more, the mean over genes of the squared difference.
    default List<LossTerm> reconstructionLoss(CellInput cells, StepContext step) {
        return List.of(LossTerm.of("reconstruction_loss",
                RowFunctions.meanSquaredError(reconstruct(cells, step), cells.x_ng())));
    }
}
