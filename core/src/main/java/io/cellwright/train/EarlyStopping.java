package io.cellwright.train;

/// When to stop before the end: after `patience` checks in a row without an improvement. A check is each time that the
/// metric is computed. An improvement is `metric < best - minDelta`, or `metric > best + minDelta` where higher is
/// better. Checks before `warmupEpochs` do not count. A metric that is not a number ends the run as diverged.
///
/// @param metric key of the history
/// @param minDelta how much better is better, at least 0
/// @param patience checks that are borne, at least 1
/// @param warmupEpochs epochs before it begins to count, at least 0
/// @param mode which way the metric is better
public record EarlyStopping(String metric, double minDelta, int patience, int warmupEpochs, Mode mode) {
    /// scvi-tools' defaults: `elbo_validation`, 0, 45, the lower the better.
    public static final EarlyStopping DEFAULT = new EarlyStopping("elbo_validation", 0, 45, 0, Mode.MIN);

    /// Checks ranges.
    public EarlyStopping {
        if (patience < 1) {
            throw new IllegalArgumentException("early_stopping_patience must be at least 1 but was " + patience);
        }
        if (!(minDelta >= 0)) {
            throw new IllegalArgumentException("early_stopping_min_delta must be at least 0 but was " + minDelta);
        }
        if (warmupEpochs < 0) {
            throw new IllegalArgumentException("early_stopping_warmup_epochs must be at least 0 but was "
                    + warmupEpochs);
        }
    }
}
