package io.cellwright.train;

/// Which way a metric is better.
public enum Mode {
    /// The lower the better.
    MIN,
    /// The higher the better.
    MAX;

    /// What a metric of that key is usually wanted to be: accuracies and F1 scores high, all else (losses, divergences,
    /// calibration errors) low.
    public static Mode usual(String key) {
        return key.endsWith("_accuracy") || key.endsWith("_f1_score") ? MAX : MIN;
    }

    /// Whether `value` is better than `best` by more than `minDelta`.
    public boolean improves(double value, double best, double minDelta) {
        return this == MIN ? value < best - minDelta : value > best + minDelta;
    }
}
