package io.cellwright.schedule.formula;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Call;
import io.cellwright.schedule.lr.Range;
import io.cellwright.schedule.lr.RateFormula;

/// torch's `ConstantLR`: `base * factor` until `total_iters` are done, then `base`.
///
/// @param factor in [0, 1]; with 0 torch divides by 0 when it ends
/// @param totalIters how long
public record ConstantLR(double factor, Span totalIters) implements RateFormula {
    /// torch's defaults: a third for 5 steps.
    public static final ConstantLR DEFAULT = new ConstantLR(1.0 / 3, 5);

    /// Checks the factor.
    public ConstantLR {
        Range.within("factor", factor, 0, 1);
    }

    /// In steps.
    public ConstantLR(double factor, long totalIters) {
        this(factor, Span.steps(totalIters));
    }

    @Override
    public double lr(Progress now, int group, double base) {
        return totalIters.isOver(now) ? base : base * factor;
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
        return new Call("ConstantLR").unless(DEFAULT.factor, "factor", factor)
                .unless(DEFAULT.totalIters, "total_iters", totalIters).text();
    }
}
