package io.cellwright.schedule.lr;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

import io.cellwright.schedule.EpochSummary;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;

/// A schedule whose rate is kept in bounds: `max(min, min(rate, max))`.
///
/// @param of the schedule
/// @param min the least rate, at least 0
/// @param max the largest rate, not below `min`; may be infinite
public record Clamp(LrSchedule of, double min, double max) implements LrSchedule {
    /// Checks the bounds.
    public Clamp {
        Range.notNegative("min", min);
        if (!(max >= min)) {
            throw new IllegalArgumentException("max must not be below min, " + Call.number(min) + ", but was "
                    + Call.number(max));
        }
    }

    @Override
    public double lr(Progress now, int group, double base, List<PlateauState> state) {
        return Math.clamp(of.lr(now, group, base, state), min, max);
    }

    @Override
    public OptionalDouble momentum(Progress now, int group) {
        return of.momentum(now, group);
    }

    @Override
    public boolean movesMomentum() {
        return of.movesMomentum();
    }

    @Override
    public List<ReduceLROnPlateau> plateaus() {
        return of.plateaus();
    }

    @Override
    public List<PlateauState> after(EpochSummary epoch, Progress lastStep, List<PlateauState> state) {
        return of.after(epoch, lastStep, state);
    }

    @Override
    public Set<Span.Unit> units() {
        return of.units();
    }

    @Override
    public Optional<Span> end() {
        return of.end();
    }

    @Override
    public int groups() {
        return of.groups();
    }

    @Override
    public String text() {
        return new Call("clamp").add(of.text()).unless(0.0, "min", min).unless(Double.POSITIVE_INFINITY, "max", max)
                .text();
    }
}
