package io.cellwright.train;

/// Which weights a run ends with: those of the check at which a metric was best.
///
/// @param metric key of the history
/// @param mode which way it is better
public record KeepBest(String metric, Mode mode) {
    /// The best by the metric's usual mode: {@link Mode#usual}.
    public static KeepBest of(String metric) {
        return new KeepBest(metric, Mode.usual(metric));
    }
}
