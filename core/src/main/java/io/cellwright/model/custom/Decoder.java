package io.cellwright.model.custom;

import io.cellwright.model.CellInput;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;

/// A function of points in latent space and of what else is known of the cells, such as their batch.
@FunctionalInterface
public interface Decoder {
    /// n x g, from n x k.
    Tensor of(Tensor z_nk, CellInput cells, StepContext step);
}
