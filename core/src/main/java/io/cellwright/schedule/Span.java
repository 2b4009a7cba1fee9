package io.cellwright.schedule;

import java.util.Locale;

/// A stretch of a run, with its unit: "400 epochs", "10000 steps".
///
/// @param count how many, at least 0
/// @param unit of what
public record Span(long count, Unit unit) {
    /// What is counted.
    public enum Unit {
        /// Optimizer steps.
        STEPS,
        /// Passes over the training cells.
        EPOCHS
    }

    /// Checks the count.
    public Span {
        if (count < 0) {
            throw new IllegalArgumentException("a span must be at least 0 but was " + count);
        }
    }

    /// So many epochs.
    public static Span epochs(long count) {
        return new Span(count, Unit.EPOCHS);
    }

    /// So many steps.
    public static Span steps(long count) {
        return new Span(count, Unit.STEPS);
    }

    /// The part of this span that is behind us, from 0 to 1; an empty span is behind us at once. Epochs count whole.
    public double share(Progress now) {
        long done = unit == Unit.EPOCHS ? now.epoch() : now.step();
        return done >= count ? 1 : (double) done / count;
    }

    /// Whether all of it is behind us.
    public boolean isOver(Progress now) {
        return share(now) >= 1;
    }

    @Override
    public String toString() {
        return count + " " + unit.name().toLowerCase(Locale.ROOT);
    }
}
