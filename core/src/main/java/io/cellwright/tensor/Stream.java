package io.cellwright.tensor;

/// What random numbers are for. Numbers of different streams have nothing to do with each other. The order of the
/// constants is part of what a seed means: new ones go to the end.
public enum Stream {
    /// First weights.
    WEIGHTS,
    /// Which cells are for training, validation, test.
    SPLIT,
    /// The order of cells in an epoch.
    SHUFFLE,
    /// The order of labelled cells in an epoch.
    LABELLED_SHUFFLE,
    /// The draw of labelled cells of an epoch.
    LABELLED_DRAW,
    /// The latent sample z, or z1.
    LATENT,
    /// The latent library size.
    LIBRARY,
    /// The label-dependent latent sample z2.
    LABEL_LATENT,
    /// Dropout masks.
    DROPOUT,
    /// Starting points of clusterings.
    CLUSTERING,
    /// Made data.
    SIMULATION
}
