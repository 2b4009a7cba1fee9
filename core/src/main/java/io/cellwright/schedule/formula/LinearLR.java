package io.cellwright.schedule.formula;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Call;
import io.cellwright.schedule.lr.Range;
import io.cellwright.schedule.lr.RateFormula;

/// torch's `LinearLR`: `base * (s + (e - s) * min(t, N) / N)`, from the start factor s to the end factor e.
///
/// @param startFactor in (0, 1]
/// @param endFactor in [0, 1]
/// @param totalIters N, at least 1; with 0 torch keeps the start factor for ever
public record LinearLR(double startFactor, double endFactor, Span totalIters) implements RateFormula {
    /// torch's defaults: from a third to 1 over 5 steps.
    public static final LinearLR DEFAULT = new LinearLR(1.0 / 3, 1, 5);

    /// Checks ranges.
    public LinearLR {
        if (!(startFactor > 0 && startFactor <= 1)) {
            throw new IllegalArgumentException("start_factor must be in (0, 1] but was " + Call.number(startFactor)
                    + "; a Ramp can begin at 0");
        }
        Range.within("end_factor", endFactor, 0, 1);
        Range.atLeast("total_iters", totalIters, 1);
    }

    /// In steps.
    public LinearLR(double startFactor, double endFactor, long totalIters) {
        this(startFactor, endFactor, Span.steps(totalIters));
    }

    @Override
    public double lr(Progress now, int group, double base) {
        return base * (startFactor + (endFactor - startFactor) * totalIters.share(now));
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
        return new Call("LinearLR").unless(DEFAULT.startFactor, "start_factor", startFactor)
                .unless(DEFAULT.endFactor, "end_factor", endFactor)
                .unless(DEFAULT.totalIters, "total_iters", totalIters).text();
    }
}
