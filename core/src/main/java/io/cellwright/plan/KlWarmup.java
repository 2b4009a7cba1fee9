package io.cellwright.plan;

import io.cellwright.schedule.Span;
import io.cellwright.schedule.formula.Ramp;
import io.cellwright.schedule.lr.Factor;
import io.cellwright.schedule.lr.LrSchedule;
import io.cellwright.schedule.lr.ScheduledValue;

/// The weight of the divergence in the loss as scvi-tools warms it up: from `min` to `max` in a straight line, then
/// `max`. It is one of many {@link ScheduledValue}s that the weight can follow.
public final class KlWarmup {
    private KlWarmup() {}

    /// scvi-tools' rule: epochs win when both are given; 0 means not given, and nothing given means always `max`.
    ///
    /// @param min weight of the first step, at least 0
    /// @param max weight when warm; not below `min`
    public static ScheduledValue ofEpochsOrSteps(double min, double max, int epochs, int steps) {
        if (min > max) {
            throw new IllegalArgumentException("min_kl_weight must not be above max_kl_weight but was " + min + " > "
                    + max);
        }
        return new ScheduledValue(how(min, max, epochs, steps));
    }

    private static LrSchedule how(double min, double max, int epochs, int steps) {
        if (epochs > 0) {
            return new Ramp(min, max, Span.epochs(epochs));
        }
        return steps > 0 ? new Ramp(min, max, Span.steps(steps)) : new Factor(max);
    }
}
