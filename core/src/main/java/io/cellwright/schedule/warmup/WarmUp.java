package io.cellwright.schedule.warmup;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Call;
import io.cellwright.schedule.lr.PerGroup;
import io.cellwright.schedule.lr.RateFormula;

/// celldetection's `WarmUp`: `base * f(t, steps)` while it warms, then `base * f(steps, steps)`, where the function is
/// `min(t / steps, 1)` unless another is given.
///
/// As its documentation promises t goes from 1 to `steps`: the first update runs at `f(1, steps)`, the last one of the
/// warm-up at `f(steps, steps)`. The original counts from 0, so that its first update runs at rate 0 and does nothing;
/// {@link #fromZero} counts so. In a {@link io.cellwright.schedule.lr.ChainedScheduler} it takes over while it warms.
///
/// @param steps how long; an empty one is over at once
/// @param functions one for all groups or one for each; none for the straight line
/// @param fromZero whether t is counted from 0
public record WarmUp(Span steps, PerGroup<WarmUpFunction> functions, boolean fromZero) implements RateFormula {
    /// In a straight line.
    public WarmUp(Span steps) {
        this(steps, PerGroup.none(), false);
    }

    /// In a straight line, in steps.
    public WarmUp(long steps) {
        this(Span.steps(steps));
    }

    /// By a function that is the same for all groups, in steps.
    public WarmUp(long steps, WarmUpFunction function) {
        this(Span.steps(steps), PerGroup.all(function), false);
    }

    /// The same, but counted from 0 as the original counts: the first update at `f(0, steps)`.
    public static WarmUp fromZero(long steps) {
        return new WarmUp(Span.steps(steps), PerGroup.none(), true);
    }

    @Override
    public double lr(Progress now, int group, double base) {
        long n = steps.count();
        long t = Math.min(steps.done(now) + (fromZero ? 0 : 1), n);
        if (functions.values().isEmpty()) {
            return n == 0 ? base : base * t / n;
        }
        return base * functions.get(group).at(t, n);
    }

    @Override
    public Set<Span.Unit> units() {
        return EnumSet.of(steps.unit());
    }

    @Override
    public Optional<Span> end() {
        return Optional.of(steps);
    }

    @Override
    public boolean warmsUp() {
        return true;
    }

    @Override
    public int groups() {
        return functions.groups();
    }

    @Override
    public String text() {
        if (!functions.values().isEmpty()) {
            throw new UnsupportedOperationException("a WarmUp by a function of one's own has no text: a run with it "
                    + "cannot be written down. Leave the function out for a straight line");
        }
        return new Call("WarmUp").with("steps", steps).unless(false, "from_zero", fromZero).text();
    }
}
