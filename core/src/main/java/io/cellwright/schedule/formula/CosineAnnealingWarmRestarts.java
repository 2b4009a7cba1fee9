package io.cellwright.schedule.formula;

import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Call;
import io.cellwright.schedule.lr.Range;
import io.cellwright.schedule.lr.RateFormula;

/// torch's `CosineAnnealingWarmRestarts`: cosines from the base to `eta_min` one after another, each `T_mult` times as
/// long as the one before: `eta_min + (base - eta_min) * (1 + cos(pi T_cur / T_i)) / 2`, where T_cur is counted from
/// the last restart and T_i is the length of this turn. `eta_min` itself is never reached: the rate restarts there.
///
/// In epochs it stands still within each, unless it is told how many steps an epoch has: then `x = step /
/// steps_per_epoch`, fractions included, takes the place of finished epochs, as with torch's `step(epoch + i / n)`.
///
/// @param t0 length of the first turn, at least 1
/// @param tMult at least 1
/// @param etaMin at least 0
/// @param stepsPerEpoch for fractions of epochs; only where `t0` counts epochs, at least 1
public record CosineAnnealingWarmRestarts(Span t0, int tMult, double etaMin, OptionalLong stepsPerEpoch)
        implements RateFormula {
    /// Checks ranges.
    public CosineAnnealingWarmRestarts {
        Range.atLeast("T_0", t0, 1);
        Range.atLeast("T_mult", tMult, 1);
        Range.notNegative("eta_min", etaMin);
        if (stepsPerEpoch.isPresent()) {
            Range.atLeast("steps_per_epoch", stepsPerEpoch.getAsLong(), 1);
            if (t0.unit() != Span.Unit.EPOCHS) {
                throw new IllegalArgumentException("steps_per_epoch must come with a T_0 in epochs, such as "
                        + t0.count() + "ep, but T_0 was " + t0);
            }
        }
    }

    /// Without fractions of epochs.
    public CosineAnnealingWarmRestarts(Span t0, int tMult, double etaMin) {
        this(t0, tMult, etaMin, OptionalLong.empty());
    }

    /// In steps.
    public CosineAnnealingWarmRestarts(long t0, int tMult, double etaMin) {
        this(Span.steps(t0), tMult, etaMin);
    }

    @Override
    public double lr(Progress now, int group, double base) {
        return lr(stepsPerEpoch.isPresent() ? (double) now.step() / stepsPerEpoch.getAsLong() : t0.done(now), base);
    }

    /// The rate at `x` units, fractions included.
    ///
    /// @param x at least 0
    public double lr(double x, double base) {
        Range.notNegative("x", x);
        double current = x;
        double length = t0.count();
        if (tMult == 1) {
            current %= length;
        }
        while (current >= length) {
            current -= length;
            length *= tMult;
        }
        return etaMin + (base - etaMin) * (1 + Math.cos(Math.PI * current / length)) / 2;
    }

    @Override
    public Set<Span.Unit> units() {
        return EnumSet.of(stepsPerEpoch.isPresent() ? Span.Unit.STEPS : t0.unit());
    }

    @Override
    public Optional<Span> end() {
        return Optional.empty();
    }

    @Override
    public String text() {
        Call call = new Call("CosineAnnealingWarmRestarts").with("T_0", t0).unless(1, "T_mult", tMult)
                .unless(0.0, "eta_min", etaMin);
        stepsPerEpoch.ifPresent(steps -> call.with("steps_per_epoch", steps));
        return call.text();
    }
}
