package io.cellwright.model.custom;

import io.cellwright.model.CellInput;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;

/// A function of cells, made of layers of `nn` or of any operations of tensors.
@FunctionalInterface
public interface Forward {
    /// One row for each cell.
    Tensor of(CellInput cells, StepContext step);
}
