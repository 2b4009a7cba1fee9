package io.cellwright.schedule.formula;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Call;
import io.cellwright.schedule.lr.Range;
import io.cellwright.schedule.lr.RateFormula;

/// torch's `CosineAnnealingLR`: `eta_min + (base - eta_min) * (1 + cos(pi t / T)) / 2`. After T the rate rises again,
/// to the base at 2T, and so on, as torch's does.
///
/// @param tMax T, at least 1
/// @param etaMin the rate at T, at least 0
public record CosineAnnealingLR(Span tMax, double etaMin) implements RateFormula {
    /// Checks ranges.
    public CosineAnnealingLR {
        Range.atLeast("T_max", tMax, 1);
        Range.notNegative("eta_min", etaMin);
    }

    /// In steps.
    public CosineAnnealingLR(long tMax, double etaMin) {
        this(Span.steps(tMax), etaMin);
    }

    /// Down to 0.
    public CosineAnnealingLR(Span tMax) {
        this(tMax, 0);
    }

    @Override
    public double lr(Progress now, int group, double base) {
        // By the period, so that a long run does not lose digits.
        double turn = (double) (tMax.done(now) % (2 * tMax.count())) / tMax.count();
        return etaMin + (base - etaMin) * (1 + Math.cos(Math.PI * turn)) / 2;
    }

    @Override
    public Set<Span.Unit> units() {
        return EnumSet.of(tMax.unit());
    }

    @Override
    public Optional<Span> end() {
        return Optional.of(tMax);
    }

    @Override
    public String text() {
        return new Call("CosineAnnealingLR").with("T_max", tMax).unless(0.0, "eta_min", etaMin).text();
    }
}
