package io.cellwright.tensor;

/// What random numbers are for. Numbers of different streams have nothing to do with each other. A stream's
/// number is part of what a seed means and never changes.
public enum Stream {
    /// First weights.
    WEIGHTS(1),
    /// Which cells are for training, validation, test.
    SPLIT(2),
    /// The order of cells in an epoch.
    SHUFFLE(3),
    /// The order of labelled cells in an epoch.
    LABELLED_SHUFFLE(4),
    /// The draw of labelled cells of an epoch.
    LABELLED_DRAW(5),
    /// The latent sample z, or z1.
    LATENT(6),
    /// The latent library size.
    LIBRARY(7),
    /// The label-dependent latent sample z2.
    LABEL_LATENT(8),
    /// Dropout masks.
    DROPOUT(9),
    /// Starting points of clusterings.
    CLUSTERING(10),
    /// Made data.
    SIMULATION(11),
    /// Maps in the plane.
    LAYOUT(12),
    /// First directions of a search for principal components.
    PCA(13);

    private final long number;

    Stream(long number) {
        this.number = number;
    }

    long number() {
        return number;
    }
}
