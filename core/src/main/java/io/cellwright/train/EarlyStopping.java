package io.cellwright.train;

/// When to stop before the end: after `patience` validation checks in a row without an improvement, which is
/// `metric < best - minDelta`. Checks before `warmupEpochs` do not count.
///
/// @param metric key of the history, lower is better
/// @param minDelta how much lower is lower, at least 0
/// @param patience checks that are borne, at least 1
/// @param warmupEpochs epochs before it begins to count
public record EarlyStopping(String metric, double minDelta, int patience, int warmupEpochs) {
    /// scvi-tools' defaults: `elbo_validation`, 0, 45.
    public static final EarlyStopping DEFAULT = new EarlyStopping("elbo_validation", 0, 45, 0);

    /// Checks ranges.
    public EarlyStopping {
        if (patience < 1) {
            throw new IllegalArgumentException("early_stopping_patience must be at least 1 but was " + patience);
        }
        if (!(minDelta >= 0)) {
            throw new IllegalArgumentException("early_stopping_min_delta must be at least 0 but was " + minDelta);
        }
    }
}
