package io.cellwright.train;

/// Which way a metric is better.
public enum Mode {
    /// The lower the better.
    MIN(Double.POSITIVE_INFINITY),
    /// The higher the better.
    MAX(Double.NEGATIVE_INFINITY);

    private final double worst;

    Mode(double worst) {
        this.worst = worst;
    }

    /// What every number is better than.
    public double worst() {
        return worst;
    }

    /// Whether `value` is better than `best` by more than `minDelta`.
    public boolean improves(double value, double best, double minDelta) {
        return this == MIN ? value < best - minDelta : value > best + minDelta;
    }
}
