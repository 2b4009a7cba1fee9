package io.cellwright.schedule.lr;

import io.cellwright.schedule.Span;

/// Checks of arguments; each says what is allowed.
public final class Range {
    private Range() {}

    /// Refuses what is not a number in [least, most].
    public static void within(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(name + " must be in [" + Call.number(least) + ", " + Call.number(most)
                    + "] but was " + Call.number(value));
        }
    }

    /// Refuses what is not a finite number of at least 0.
    public static void notNegative(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be at least 0 and finite but was " + Call.number(value));
        }
    }

    /// Refuses what is not a finite number above 0.
    public static void positive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be above 0 and finite but was " + Call.number(value));
        }
    }

    /// Refuses rates that are not finite numbers of at least 0.
    public static void notNegative(String name, PerGroup<Double> values) {
        values.values().forEach(value -> notNegative(name, value));
    }

    /// Refuses a whole number below `least`.
    public static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + " but was " + value);
        }
    }

    /// Refuses a span below `least`.
    public static void atLeast(String name, Span span, long least) {
        if (span.count() < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + " but was " + span);
        }
    }

    /// Refuses spans in different units.
    public static void sameUnit(String names, Span one, Span other) {
        if (one.unit() != other.unit()) {
            throw new IllegalArgumentException(names + " must count the same, steps or epochs, but were " + one
                    + " and " + other);
        }
    }
}
