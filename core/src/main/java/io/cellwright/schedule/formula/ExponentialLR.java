package io.cellwright.schedule.formula;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Call;
import io.cellwright.schedule.lr.Range;
import io.cellwright.schedule.lr.RateFormula;

/// torch's `ExponentialLR`: `base * gamma^t` after t steps or epochs.
///
/// @param gamma above 0; above 1 the rate grows
/// @param per what t counts
public record ExponentialLR(double gamma, Span.Unit per) implements RateFormula {
    /// Checks the factor.
    public ExponentialLR {
        Range.positive("gamma", gamma);
    }

    /// By steps.
    public ExponentialLR(double gamma) {
        this(gamma, Span.Unit.STEPS);
    }

    @Override
    public double lr(Progress now, int group, double base) {
        return base * Math.pow(gamma, (double) per.of(now));
    }

    @Override
    public Set<Span.Unit> units() {
        return EnumSet.of(per);
    }

    @Override
    public Optional<Span> end() {
        return Optional.empty();
    }

    @Override
    public String text() {
        return new Call("ExponentialLR").with("gamma", gamma).unless(Span.Unit.STEPS, "per", per).text();
    }
}
