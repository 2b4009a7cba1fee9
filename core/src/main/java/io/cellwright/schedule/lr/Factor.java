package io.cellwright.schedule.lr;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;

/// Always `base * value`. It is written as the number alone.
///
/// @param value finite, at least 0
public record Factor(double value) implements RateFormula {
    /// Checks the value.
    public Factor {
        Range.notNegative("a factor", value);
    }

    @Override
    public double lr(Progress now, int group, double base) {
        return base * value;
    }

    @Override
    public Set<Span.Unit> units() {
        return EnumSet.noneOf(Span.Unit.class);
    }

    @Override
    public Optional<Span> end() {
        return Optional.empty();
    }

    @Override
    public String text() {
        return Call.number(value);
    }
}
