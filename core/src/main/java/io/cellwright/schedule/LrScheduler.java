package io.cellwright.schedule;

/// The learning rate of a run. Schedulers are values: one that listens to metrics answers with a new one.
public sealed interface LrScheduler permits PlannedLr, ReduceLROnPlateau {
    /// The rate of parameter group `group` for the step that comes after `now`.
    double lr(Progress now, int group);

    /// The scheduler after this epoch.
    default LrScheduler after(EpochSummary epoch) {
        return this;
    }
}
