package io.cellwright.task.baseline;

/// A function of many numbers with its gradient.
@FunctionalInterface
interface SmoothFunction {
    /// The value at `x`; writes the gradient into `gradient`.
    double at(double[] x, double[] gradient);
}
