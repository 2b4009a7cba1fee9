package io.cellwright.model.custom;

import java.util.List;

import io.cellwright.model.CellInput;
import io.cellwright.model.LossTerm;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;

/// The loss of a minibatch in its parts, from what a network gave for it.
@FunctionalInterface
public interface OwnLoss {
    /// The parts of the loss.
    ///
    /// @param output the reconstruction, n x g, or the logits, n x c
    List<LossTerm> of(Tensor output, CellInput cells, StepContext step);
}
