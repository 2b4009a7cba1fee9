package io.cellwright.schedule.warmup;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Call;
import io.cellwright.schedule.lr.Range;
import io.cellwright.schedule.lr.RateFormula;

/// Up to the base in a straight line, then down with the square root, as for transformers: `base * t / W` for t below
/// W, then `base * sqrt(W / t)`. The first update runs at rate 0.
///
/// @param warmup W, at least 1
public record InverseSquareRoot(Span warmup) implements RateFormula {
    /// Checks the span.
    public InverseSquareRoot {
        Range.atLeast("warmup", warmup, 1);
    }

    @Override
    public double lr(Progress now, int group, double base) {
        double t = warmup.done(now);
        double w = warmup.count();
        return base * (t < w ? t / w : Math.sqrt(w / t));
    }

    @Override
    public Set<Span.Unit> units() {
        return EnumSet.of(warmup.unit());
    }

    @Override
    public Optional<Span> end() {
        return Optional.empty();
    }

    @Override
    public String text() {
        return new Call("InverseSquareRoot").with("warmup", warmup).text();
    }
}
