package io.cellwright.schedule.warmup;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Call;
import io.cellwright.schedule.lr.Range;
import io.cellwright.schedule.lr.RateFormula;

/// Up in a straight line, then along cosines: `base * t / W` for t below W, then `base * (1 + cos(2 pi c q)) / 2` with
/// `q = (t - W) / (N - W)`, at most 1, as transformers' `get_cosine_schedule_with_warmup`. The first update runs at
/// rate 0.
///
/// @param warmup W
/// @param total N, at least 1, not below W, in the same unit
/// @param cycles c, above 0; half a cosine, 0.5, ends at 0
public record CosineWithWarmup(Span warmup, Span total, double cycles) implements RateFormula {
    /// Checks ranges.
    public CosineWithWarmup {
        new WarmThenDecay(warmup, total);
        Range.positive("cycles", cycles);
    }

    @Override
    public double lr(Progress now, int group, double base) {
        WarmThenDecay clock = new WarmThenDecay(warmup, total);
        return base * (clock.isWarming(now) ? warmup.share(now)
                : (1 + Math.cos(2 * Math.PI * cycles * clock.decayed(now))) / 2);
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
        return new Call("CosineWithWarmup").with("warmup", warmup).with("total", total).unless(0.5, "cycles", cycles)
                .text();
    }
}
