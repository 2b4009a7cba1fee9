package io.cellwright.train;

import java.util.List;

import io.cellwright.tensor.Tensor;

/// The loss of one parameter group in one minibatch: `sum over terms of weight * mean of values`. Terms keep their
/// values a cell, so that an epoch's averages come out right whatever the sizes of its minibatches.
///
/// @param terms named parts
/// @param observations what the history is to know of this minibatch beside the loss itself
public record Loss(List<Term> terms, List<Observation> observations) {
    /// A named part.
    ///
    /// @param name for messages and logs
    /// @param values one number a cell
    /// @param weight factor of their mean in the loss
    public record Term(String name, Tensor values, double weight) {}
}
