package io.cellwright.train;

/// Whether and how gradients are limited before the update.
public sealed interface Clipping {
    /// Not at all.
    record None() implements Clipping {}

    /// Their norm over all parameters.
    record ByNorm(double limit) implements Clipping {}

    /// Each number.
    record ByValue(double limit) implements Clipping {}
}
