package io.cellwright.schedule.formula;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Call;
import io.cellwright.schedule.lr.Range;
import io.cellwright.schedule.lr.RateFormula;

/// From one rate to another in a straight line: `from + (to - from) * min(t, N) / N`, whatever the base. As a weight of
/// the loss it is the warm-up of scvi-tools' divergence: `ramp(0, 1, 400ep)`.
///
/// @param from at least 0
/// @param to at least 0
/// @param over N; an empty span is behind us at once
public record Ramp(double from, double to, Span over) implements RateFormula {
    /// Checks ranges.
    public Ramp {
        Range.notNegative("from", from);
        Range.notNegative("to", to);
    }

    @Override
    public double lr(Progress now, int group, double base) {
        return from + (to - from) * over.share(now);
    }

    @Override
    public Set<Span.Unit> units() {
        return EnumSet.of(over.unit());
    }

    @Override
    public Optional<Span> end() {
        return Optional.of(over);
    }

    @Override
    public String text() {
        return new Call("Ramp").with("from", from).with("to", to).with("over", over).text();
    }
}
