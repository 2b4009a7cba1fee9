package io.cellwright.schedule.formula;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongToDoubleFunction;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.PerGroup;
import io.cellwright.schedule.lr.RateFormula;

/// torch's `LambdaLR`: `base * f(t)` after t steps or epochs. It has no text; all else about it is a schedule like
/// others.
///
/// @param functions one for all groups or one for each, of t
/// @param per what t counts
public record LambdaLR(PerGroup<LongToDoubleFunction> functions, Span.Unit per) implements RateFormula {
    /// Checks that there is one.
    public LambdaLR {
        if (functions.values().isEmpty()) {
            throw new IllegalArgumentException("lr_lambda must be one function, or one for each group, but was none");
        }
    }

    /// The same for all groups, by steps.
    public LambdaLR(LongToDoubleFunction function) {
        this(PerGroup.all(function), Span.Unit.STEPS);
    }

    @Override
    public double lr(Progress now, int group, double base) {
        return base * functions.get(group).applyAsDouble(per.of(now));
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
    public int groups() {
        return functions.groups();
    }
}
