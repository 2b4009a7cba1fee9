package io.cellwright.schedule.lr;

import java.util.List;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Schedule;

/// Any number that moves as a learning rate does whose base is 1. It is data, where other schedules may be functions.
///
/// @param how it moves; without plateaus
public record ScheduledValue(LrSchedule how) implements Schedule {
    /// Checks that it depends on progress alone.
    public ScheduledValue {
        if (!how.plateaus().isEmpty()) {
            throw new IllegalArgumentException("a schedule of a number must depend on progress alone but listens to "
                    + how.plateaus().getFirst().metric() + ": only learning rates can");
        }
    }

    /// Always `value`, which must be at least 0.
    public static ScheduledValue constant(double value) {
        return new ScheduledValue(new Factor(value));
    }

    @Override
    public double at(Progress now) {
        return how.lr(now, 0, 1, List.of());
    }

    /// As text, which `ScheduleText.parseValue` reads.
    public String text() {
        return how.text();
    }
}
