package io.cellwright.model;

import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Tensor;

/// A network that gives each cell a point in latent space.
public interface Encodes extends CellNetwork {
    /// Number of latent dimensions, k.
    int latent();

    /// n x k. In evaluation mode the same cells have the same points: what is random in a network is its mean here.
    Tensor encode(CellInput cells, StepContext step);
}
