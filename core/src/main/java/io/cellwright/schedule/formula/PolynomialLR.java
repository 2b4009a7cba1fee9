package io.cellwright.schedule.formula;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Call;
import io.cellwright.schedule.lr.Range;
import io.cellwright.schedule.lr.RateFormula;

/// torch's `PolynomialLR`: `base * (1 - min(t, N) / N)^power`, 0 from the end on.
///
/// @param totalIters N, at least 1; with 0 torch keeps the base rate for ever
/// @param power above 0
public record PolynomialLR(Span totalIters, double power) implements RateFormula {
    /// torch's defaults: a straight line over 5 steps.
    public static final PolynomialLR DEFAULT = new PolynomialLR(5, 1);

    /// Checks ranges.
    public PolynomialLR {
        Range.atLeast("total_iters", totalIters, 1);
        Range.positive("power", power);
    }

    /// In steps.
    public PolynomialLR(long totalIters, double power) {
        this(Span.steps(totalIters), power);
    }

    @Override
    public double lr(Progress now, int group, double base) {
        return base * Math.pow(1 - totalIters.share(now), power);
    }

    @Override
    public Set<Span.Unit> units() {
        return EnumSet.of(totalIters.unit());
    }

    @Override
    public Optional<Span> end() {
        return Optional.of(totalIters);
    }

    @Override
    public String text() {
        return new Call("PolynomialLR").unless(DEFAULT.totalIters, "total_iters", totalIters)
                .unless(DEFAULT.power, "power", power).text();
    }
}
