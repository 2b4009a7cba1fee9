package io.cellwright.task.annotate;

import io.cellwright.metric.DenseMatrix;

/// A candidate at work on given cells.
@FunctionalInterface
interface Labeller {
    /// Learns from the cells whose label is known and answers for all.
    ///
    /// @param known_n type of each cell, -1 where it must not be seen; each type has a cell or more
    /// @param seed of weights and order
    /// @return probabilities, n x c, rows sum to 1
    DenseMatrix learn(int[] known_n, long seed);
}
