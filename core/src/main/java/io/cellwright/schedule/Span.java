package io.cellwright.schedule;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A stretch of a run, with its unit: "400 epochs", "10000 steps".
///
/// @param count how many, at least 0
/// @param unit of what
public record Span(long count, Unit unit) {
    private static final Pattern TEXT = Pattern.compile("\\s*(\\d{1,18})\\s*([A-Za-z]*)\\s*");

    /// What is counted.
    public enum Unit {
        /// Optimizer steps.
        STEPS,
        /// Passes over the training cells.
        EPOCHS;

        /// How many of it are finished.
        public long of(Progress now) {
            return this == EPOCHS ? now.epoch() : now.step();
        }

        /// The unit of that name: `step`, `steps`, `ep`, `epoch` or `epochs`; nothing at all means steps.
        ///
        /// @throws IllegalArgumentException if there is none
        public static Unit parse(String name) {
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "", "step", "steps" -> STEPS;
                case "ep", "epoch", "epochs" -> EPOCHS;
                default -> throw new IllegalArgumentException("a unit must be steps or epochs (ep) but was " + name);
            };
        }

        /// As it is written: `steps` or `epochs`.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
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

    /// The span that a text names: `400 epochs`, `400ep`, `10000 steps`, `512`; a bare number counts steps.
    ///
    /// @throws IllegalArgumentException if it names none
    public static Span parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a span must be a whole number with or without a unit, such as 400ep, "
                    + "400 epochs, 10000 steps or 512 (steps), but was '" + text + "'");
        }
        return new Span(Long.parseLong(matcher.group(1)), Unit.parse(matcher.group(2)));
    }

    /// How much of this span's unit is finished, be it more than the span.
    public long done(Progress now) {
        return unit.of(now);
    }

    /// The part of this span that is behind us, from 0 to 1; an empty span is behind us at once. Epochs count whole.
    public double share(Progress now) {
        long done = done(now);
        return done >= count ? 1 : (double) done / count;
    }

    /// Whether all of it is behind us.
    public boolean isOver(Progress now) {
        return done(now) >= count;
    }

    /// As schedules write it: `512` for steps, `400ep` for epochs. {@link #parse} reads it.
    public String text() {
        return unit == Unit.EPOCHS ? count + "ep" : Long.toString(count);
    }

    @Override
    public String toString() {
        return count + " " + unit.text();
    }
}
