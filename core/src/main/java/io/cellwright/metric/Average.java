package io.cellwright.metric;

/// How the values of single classes become one.
public enum Average {
    /// Over all decisions together: every cell counts the same.
    MICRO,
    /// The plain mean over classes: every class counts the same, however rare.
    MACRO,
    /// The mean over classes, each weighted by its number of cells in the truth.
    WEIGHTED
}
