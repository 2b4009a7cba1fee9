package io.cellwright.schedule;

/// Any number that changes while a run goes: a weight of the loss, a factor of the learning rate. A schedule is a pure
/// function: asked twice at the same place it says the same.
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
}
