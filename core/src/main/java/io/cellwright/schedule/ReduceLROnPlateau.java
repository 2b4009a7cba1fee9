package io.cellwright.schedule;

import java.util.OptionalDouble;

/// Lowers the rate when a metric stops falling, as torch's `ReduceLROnPlateau` with `mode="min"` and
/// `threshold_mode="abs"`, which is what scvi-tools asks for: an epoch is bad unless `metric < best - threshold`; when
/// more than `patience` epochs in a row were bad the rate becomes `max(rate * factor, minimum)` and counting starts
/// again. An epoch without the metric counts for nothing. Unlike torch, which takes a NaN for a bad epoch, a NaN is an
/// error.
///
/// @param rule what to watch and what to do
/// @param rate the rate now
/// @param best lowest value so far
/// @param bad bad epochs in a row
public record ReduceLROnPlateau(Rule rule, double rate, double best, int bad) implements LrScheduler {
    /// The rule itself.
    ///
    /// @param metric key of the history
    /// @param factor in (0, 1)
    /// @param patience bad epochs that are borne
    /// @param threshold how much lower is lower, at least 0
    /// @param minimum the rate never goes below
    public record Rule(String metric, double factor, int patience, double threshold, double minimum) {
        /// Checks ranges.
        public Rule {
            if (!(factor > 0 && factor < 1)) {
                throw new IllegalArgumentException("lr_factor must be in (0, 1) but was " + factor);
            }
            if (patience < 0) {
                throw new IllegalArgumentException("lr_patience must be at least 0 but was " + patience);
            }
            if (!(threshold >= 0)) {
                throw new IllegalArgumentException("lr_threshold must be at least 0 but was " + threshold);
            }
            if (!(minimum >= 0)) {
                throw new IllegalArgumentException("lr_min must be at least 0 but was " + minimum);
            }
        }
    }

    /// A fresh scheduler that starts at `rate`.
    public static ReduceLROnPlateau of(Rule rule, double rate) {
        return new ReduceLROnPlateau(rule, rate, Double.POSITIVE_INFINITY, 0);
    }

    @Override
    public double lr(Progress now, int group) {
        return rate;
    }

    @Override
    public LrScheduler after(EpochSummary epoch) {
        OptionalDouble metric = epoch.metric(rule.metric());
        if (metric.isEmpty()) {
            return this;
        }
        double value = metric.getAsDouble();
        if (Double.isNaN(value)) {
            throw new IllegalArgumentException(rule.metric() + " must be a number but was NaN");
        }
        if (value < best - rule.threshold()) {
            return new ReduceLROnPlateau(rule, rate, value, 0);
        }
        if (bad + 1 > rule.patience()) {
            return new ReduceLROnPlateau(rule, Math.max(rate * rule.factor(), rule.minimum()), best, 0);
        }
        return new ReduceLROnPlateau(rule, rate, best, bad + 1);
    }
}
