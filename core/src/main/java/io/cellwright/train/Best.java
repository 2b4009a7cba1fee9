package io.cellwright.train;

import io.cellwright.schedule.Progress;

/// The best value of a metric so far; a value.
///
/// @param value the best, or NaN before there was one
/// @param when work that was finished when it came
/// @param waited checks since then
public record Best(double value, Progress when, int waited) {
    /// Before the first check.
    public static final Best NONE = new Best(Double.NaN, Progress.START, 0);

    /// Whether there was a check.
    public boolean isPresent() {
        return !Double.isNaN(value);
    }

    /// After one more check.
    Best after(double now, Progress at, Mode mode, double minDelta) {
        return !isPresent() || mode.improves(now, value, minDelta) ? new Best(now, at, 0)
                : new Best(value, when, waited + 1);
    }
}
