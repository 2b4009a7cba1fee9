package io.cellwright.schedule.lr;

import java.util.List;

import io.cellwright.schedule.Progress;

/// A rate that depends on progress alone. Anyone can write one.
public non-sealed interface RateFormula extends LrSchedule {
    /// The rate for the step that comes after `now`.
    ///
    /// @param group number of the parameter group
    /// @param base the group's own rate, at least 0
    double lr(Progress now, int group, double base);

    @Override
    default double lr(Progress now, int group, double base, List<PlateauState> state) {
        return lr(now, group, base);
    }

    /// Whether it begins with a warm-up that, in a chain, sets what comes before it anew: see {@link ChainedScheduler}.
    default boolean warmsUp() {
        return false;
    }

    @Override
    default String text() {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " holds a function of one's own, which "
                + "has no text: a run with it cannot be written down. Schedules without functions can");
    }
}
