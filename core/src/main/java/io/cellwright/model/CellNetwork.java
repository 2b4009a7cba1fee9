package io.cellwright.model;

import io.cellwright.tensor.Parameters;

/// A network over cells of prepared expression. What it can do it says by its type:
///
/// | type | gives | can be trained |
/// |---|---|---|
/// | {@link Encodes} | a point in latent space | no |
/// | {@link Represents} | the same | for the task `representation` |
/// | {@link Reconstructs} | the expression again | for the task `reconstruction` |
/// | {@link Classifies} | logits of classes | for the task `classification` |
public interface CellNetwork {
    /// What it is called in messages and reports.
    String name();

    /// The slab of its parameters; a network without any has an empty one.
    Parameters parameters();

    /// Number of genes that it reads.
    int genes();

    /// Whether it wants to know the experimental batch of each cell. Where it does, a batch that it was not trained with is
    /// refused.
    default boolean wantsBatches() {
        return true;
    }

    /// Whether it wants the raw counts beside the expression.
    default boolean wantsCounts() {
        return false;
    }
}
