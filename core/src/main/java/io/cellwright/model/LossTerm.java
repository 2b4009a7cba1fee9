package io.cellwright.model;

import io.cellwright.tensor.Tensor;

/// A named part of a network's loss: `weight` times the mean over cells of `values_n`.
///
/// @param name what the history calls it
/// @param values_n one number a cell
/// @param weight factor of its mean in the loss
public record LossTerm(String name, Tensor values_n, double weight) {
    /// A part of weight 1.
    public static LossTerm of(String name, Tensor values_n) {
        return new LossTerm(name, values_n, 1);
    }
}
