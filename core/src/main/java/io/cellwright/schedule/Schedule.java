package io.cellwright.schedule;

/// Any number that changes while a run goes: a weight of the loss, a dropout rate, a factor of the learning rate. A
/// schedule is a pure function: asked twice at the same place it says the same.
///
/// Anyone can write one. Those that can be written down as text, and so kept with a run's configuration, are made by
/// `ScheduleText.parseValue`.
@FunctionalInterface
public interface Schedule {
    /// The value for the step that comes after `now`.
    double at(Progress now);

    /// Always `value`.
    static Schedule constant(double value) {
        return now -> value;
    }

    /// From `from` to `to` in a straight line over `span`, then `to`.
    static Schedule linear(double from, double to, Span span) {
        return now -> from + (to - from) * span.share(now);
    }

    /// This one for `span`, then `next`, whose own clock of that unit begins there.
    default Schedule then(Span span, Schedule next) {
        return now -> span.isOver(now) ? next.at(now.since(span)) : at(now);
    }

    /// The product of both.
    default Schedule times(Schedule other) {
        return now -> at(now) * other.at(now);
    }

    /// Never below `least`, never above `most`.
    ///
    /// @throws IllegalArgumentException unless `least <= most`
    default Schedule clamp(double least, double most) {
        if (!(least <= most)) {
            throw new IllegalArgumentException("the least value must not be above the most but was " + least + " > "
                    + most);
        }
        return now -> Math.clamp(at(now), least, most);
    }
}
