package io.cellwright.schedule.formula;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Call;
import io.cellwright.schedule.lr.Range;
import io.cellwright.schedule.lr.RateFormula;

/// torch's `StepLR`: `base * gamma^floor(t / step_size)` after t of the span's units.
///
/// @param stepSize at least 1; torch divides by 0 on the first step instead
/// @param gamma at least 0; above 1 the rate grows
public record StepLR(Span stepSize, double gamma) implements RateFormula {
    /// Checks ranges.
    public StepLR {
        Range.atLeast("step_size", stepSize, 1);
        Range.notNegative("gamma", gamma);
    }

    /// In steps.
    public StepLR(long stepSize, double gamma) {
        this(Span.steps(stepSize), gamma);
    }

    /// With torch's gamma of 0.1.
    public StepLR(Span stepSize) {
        this(stepSize, 0.1);
    }

    @Override
    public double lr(Progress now, int group, double base) {
        long times = stepSize.done(now) / stepSize.count();
        return base * Math.pow(gamma, (double) times);
    }

    @Override
    public Set<Span.Unit> units() {
        return EnumSet.of(stepSize.unit());
    }

    @Override
    public Optional<Span> end() {
        return Optional.empty();
    }

    @Override
    public String text() {
        return new Call("StepLR").with("step_size", stepSize).unless(0.1, "gamma", gamma).text();
    }
}
