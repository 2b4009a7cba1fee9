package io.cellwright.schedule.warmup;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Call;
import io.cellwright.schedule.lr.RateFormula;

/// Up in a straight line, then down to 0 in another: `base * t / W` for t below W, then `base * (N - t) / (N - W)`, as
/// transformers' `get_linear_schedule_with_warmup`. The first update runs at rate 0; `warmup(W) then ...` begins at
/// `base / W`.
///
/// @param warmup W
/// @param total N, at least 1, not below W, in the same unit
public record LinearWithWarmup(Span warmup, Span total) implements RateFormula {
    /// Checks the spans.
    public LinearWithWarmup {
        new WarmThenDecay(warmup, total);
    }

    @Override
    public double lr(Progress now, int group, double base) {
        WarmThenDecay clock = new WarmThenDecay(warmup, total);
        return base * (clock.isWarming(now) ? warmup.share(now) : 1 - clock.decayed(now));
    }

    @Override
    public Set<Span.Unit> units() {
        return EnumSet.of(total.unit());
    }

    @Override
    public Optional<Span> end() {
        return Optional.of(total);
    }

    @Override
    public String text() {
        return new Call("LinearWithWarmup").with("warmup", warmup).with("total", total).text();
    }
}
