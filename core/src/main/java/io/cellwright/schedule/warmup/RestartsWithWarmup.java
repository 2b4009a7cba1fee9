package io.cellwright.schedule.warmup;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Call;
import io.cellwright.schedule.lr.Range;
import io.cellwright.schedule.lr.RateFormula;

/// Up in a straight line, then cosines that restart: `base * t / W` for t below W, then `base * (1 + cos(pi frac(c q)))
/// / 2` with `q = (t - W) / (N - W)`, and 0 from N on, as transformers'
/// `get_cosine_with_hard_restarts_schedule_with_warmup`. The first update runs at rate 0.
///
/// @param warmup W
/// @param total N, at least 1, not below W, in the same unit
/// @param cycles c, at least 1
public record RestartsWithWarmup(Span warmup, Span total, int cycles) implements RateFormula {
    /// Checks ranges.
    public RestartsWithWarmup {
        new WarmThenDecay(warmup, total);
        Range.atLeast("cycles", cycles, 1);
    }

    @Override
    public double lr(Progress now, int group, double base) {
        WarmThenDecay clock = new WarmThenDecay(warmup, total);
        if (clock.isWarming(now)) {
            return base * warmup.share(now);
        }
        double q = clock.decayed(now);
        return q >= 1 ? 0 : base * (1 + Math.cos(Math.PI * (cycles * q % 1))) / 2;
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
        return new Call("RestartsWithWarmup").with("warmup", warmup).with("total", total).unless(1, "cycles", cycles)
                .text();
    }
}
