package io.cellwright.schedule.formula;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongToDoubleFunction;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.PerGroup;
import io.cellwright.schedule.lr.RateFormula;

/// torch's `MultiplicativeLR`: `base * f(1) * f(2) * ... * f(t)` after t steps or epochs. It multiplies all of them
/// each time it is asked, so for long runs a {@link LambdaLR} of the product is better. It has no text.
///
/// @param functions one for all groups or one for each, of t
/// @param per what t counts
public record MultiplicativeLR(PerGroup<LongToDoubleFunction> functions, Span.Unit per) implements RateFormula {
    /// Checks that there is one.
    public MultiplicativeLR {
        if (functions.values().isEmpty()) {
            throw new IllegalArgumentException("lr_lambda must be one function, or one for each group, but was none");
        }
    }

    /// The same for all groups, by steps.
    public MultiplicativeLR(LongToDoubleFunction function) {
        this(PerGroup.all(function), Span.Unit.STEPS);
    }

    @Override
    public double lr(Progress now, int group, double base) {
        double rate = base;
        for (long t = 1; t <= per.of(now); t++) {
            rate *= functions.get(group).applyAsDouble(t);
        }
        return rate;
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
