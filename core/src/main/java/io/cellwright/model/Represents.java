package io.cellwright.model;

import java.util.List;

import io.cellwright.tensor.StepContext;

/// A network that learns where to put cells in latent space.
public interface Represents extends Encodes {
    /// The loss of a minibatch in its parts.
    List<LossTerm> representationLoss(CellInput cells, StepContext step);
}
