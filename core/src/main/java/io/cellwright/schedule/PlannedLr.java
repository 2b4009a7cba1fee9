package io.cellwright.schedule;

/// A rate that depends on progress alone: `base` times a schedule, the same for all groups.
///
/// @param base the rate itself
/// @param factor what it is multiplied by
public record PlannedLr(double base, Schedule factor) implements LrScheduler {
    /// A rate that never changes.
    public static PlannedLr constant(double rate) {
        return new PlannedLr(rate, Schedule.constant(1));
    }

    @Override
    public double lr(Progress now, int group) {
        return base * factor.at(now);
    }
}
