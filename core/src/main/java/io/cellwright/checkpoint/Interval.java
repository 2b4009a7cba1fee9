package io.cellwright.checkpoint;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;

/// How far apart checkpoints are: in time, steps or epochs.
public sealed interface Interval {
    /// Every so many minutes.
    ///
    /// @param duration above 0
    record OfTime(Duration duration) implements Interval {
        /// Checks the duration.
        public OfTime {
            if (!duration.isPositive()) {
                throw new IllegalArgumentException("checkpoints must be some time apart but were " + duration);
            }
        }

        @Override
        public String toString() {
            return duration.toSeconds() % 60 == 0 ? duration.toMinutes() + "min" : duration.toSeconds() + "s";
        }
    }

    /// Every so many steps or epochs.
    ///
    /// @param span at least 1
    record OfWork(Span span) implements Interval {
        /// Checks the count.
        public OfWork {
            if (span.count() < 1) {
                throw new IllegalArgumentException("checkpoints must be at least 1 step or epoch apart but were " + span);
            }
        }

        @Override
        public String toString() {
            return span.toString();
        }
    }

    /// Every five minutes: what a crash may cost where nothing else was said.
    static Interval usual() {
        return new OfTime(Duration.ofMinutes(5));
    }

    /// Whether the next checkpoint is due.
    ///
    /// @param nanos time since the last
    /// @param then work finished at the last
    /// @param now work finished
    default boolean isOver(long nanos, Progress then, Progress now) {
        return switch (this) {
            case OfTime time -> nanos >= time.duration().toNanos();
            case OfWork work -> switch (work.span().unit()) {
                case STEPS -> now.step() - then.step() >= work.span().count();
                case EPOCHS -> now.epoch() - then.epoch() >= work.span().count();
            };
        };
    }

    /// Reads an interval, such as "5min", "30s", "1000 steps" or "10ep".
    ///
    /// @throws IllegalArgumentException if it is none
    static Interval parse(String text) {
        Matcher match = Pattern.compile("(\\d{1,9})\\s*([a-z]+)").matcher(text.strip().toLowerCase(Locale.ROOT));
        if (match.matches()) {
            long count = Long.parseLong(match.group(1));
            switch (match.group(2)) {
                case "s", "sec", "second", "seconds" -> {
                    return new OfTime(Duration.ofSeconds(count));
                }
                case "min", "minute", "minutes" -> {
                    return new OfTime(Duration.ofMinutes(count));
                }
                case "h", "hour", "hours" -> {
                    return new OfTime(Duration.ofHours(count));
                }
                case "step", "steps", "st" -> {
                    return new OfWork(Span.steps(count));
                }
                case "epoch", "epochs", "ep" -> {
                    return new OfWork(Span.epochs(count));
                }
                default -> { }
            }
        }
        throw new IllegalArgumentException("an interval must be a number of minutes, steps or epochs, such as 5min, "
                + "1000 steps or 10 epochs, but was '" + text + "'");
    }
}
