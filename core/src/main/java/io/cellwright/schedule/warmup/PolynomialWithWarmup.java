package io.cellwright.schedule.warmup;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Call;
import io.cellwright.schedule.lr.Range;
import io.cellwright.schedule.lr.RateFormula;

/// Up in a straight line, then down by a power: `base * t / W` for t below W, then `lr_end + (base - lr_end) * (1 -
/// q)^power` with `q = (t - W) / (N - W)`, and `lr_end` from N on, as transformers'
/// `get_polynomial_decay_schedule_with_warmup`. The first update runs at rate 0.
///
/// @param warmup W
/// @param total N, at least 1, not below W, in the same unit
/// @param lrEnd the last rate, at least 0
/// @param power above 0
public record PolynomialWithWarmup(Span warmup, Span total, double lrEnd, double power) implements RateFormula {
    /// Checks ranges.
    public PolynomialWithWarmup {
        new WarmThenDecay(warmup, total);
        Range.notNegative("lr_end", lrEnd);
        Range.positive("power", power);
    }

    @Override
    public double lr(Progress now, int group, double base) {
        WarmThenDecay clock = new WarmThenDecay(warmup, total);
        return clock.isWarming(now) ? base * warmup.share(now)
                : lrEnd + (base - lrEnd) * Math.pow(1 - clock.decayed(now), power);
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
        return new Call("PolynomialWithWarmup").with("warmup", warmup).with("total", total)
                .unless(1e-7, "lr_end", lrEnd).unless(1.0, "power", power).text();
    }
}
