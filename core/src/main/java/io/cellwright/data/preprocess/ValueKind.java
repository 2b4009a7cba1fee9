package io.cellwright.data.preprocess;

/// What the values of a matrix look like.
public enum ValueKind {
    /// Whole numbers of 0 or more: what count models are made for.
    COUNTS,
    /// No negative value, some fractions, but neither a logarithm nor one total for all cells: counts after ambient
    /// removal or probabilistic assignment. Count models take them.
    FRACTIONAL,
    /// All cells have the same total, and there are fractions: normalized counts.
    NORMALIZED,
    /// Fractions, and values so small that a logarithm was taken.
    LOG_TRANSFORMED,
    /// Negative fractions: centred or scaled values.
    SCALED,
    /// Negative whole numbers, NaN or infinity: no kind of expression values.
    BROKEN,
    /// Not one value besides zeros.
    EMPTY
}
