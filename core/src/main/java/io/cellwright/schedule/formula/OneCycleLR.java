package io.cellwright.schedule.formula;

import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Call;
import io.cellwright.schedule.lr.PerGroup;
import io.cellwright.schedule.lr.Range;
import io.cellwright.schedule.lr.RateFormula;

/// torch's `OneCycleLR`: up from `max_lr / div_factor` to `max_lr`, then down to the first rate over
/// `final_div_factor`, while the momentum (or Adam's beta1) goes the other way. With N steps in all and p for
/// `pct_start` the turns are at `p N - 1` and `N - 1`; in three phases at `p N - 1`, `2 p N - 2` (the first rate again)
/// and `N - 1`.
///
/// Unlike torch: from its end on the rate stays where it is, where torch lets it bounce back up for one step and then
/// fails; `max_lr` may be left out, and is then the base rate; three phases want `pct_start` to be at most 0.5.
///
/// @param maxLr the largest rate of each group; none for the base rate
/// @param totalSteps N, at least 1
/// @param pctStart p, in [0, 1]
/// @param annealStrategy the way from one to the other
/// @param cycleMomentum whether the momentum moves
/// @param baseMomentum the least momentum of each group
/// @param maxMomentum the largest momentum of each group
/// @param divFactor above 0
/// @param finalDivFactor above 0
/// @param threePhase whether the way down begins with the way up in reverse
public record OneCycleLR(PerGroup<Double> maxLr, Span totalSteps, double pctStart, Anneal annealStrategy,
        boolean cycleMomentum, PerGroup<Double> baseMomentum, PerGroup<Double> maxMomentum, double divFactor,
        double finalDivFactor, boolean threePhase) implements RateFormula {
    /// torch's defaults.
    private static final OneCycleLR DEFAULT = new OneCycleLR(PerGroup.none(), Span.steps(1));

    /// Checks ranges.
    public OneCycleLR {
        Range.notNegative("max_lr", maxLr);
        Range.atLeast("total_steps", totalSteps, 1);
        Range.within("pct_start", pctStart, 0, threePhase ? 0.5 : 1);
        Momentum.check(baseMomentum, maxMomentum);
        Range.positive("div_factor", divFactor);
        Range.positive("final_div_factor", finalDivFactor);
    }

    /// torch's defaults: 0.3 of the way up, cosines, momentum between 0.85 and 0.95, 25, 1e4, two phases.
    public OneCycleLR(PerGroup<Double> maxLr, Span totalSteps) {
        this(maxLr, totalSteps, 0.3, Anneal.COS, true, PerGroup.all(0.85), PerGroup.all(0.95), 25, 1e4, false);
    }

    /// torch's defaults, one rate for all groups, in steps.
    public OneCycleLR(double maxLr, long totalSteps) {
        this(PerGroup.all(maxLr), Span.steps(totalSteps));
    }

    @Override
    public double lr(Progress now, int group, double base) {
        double max = maxLr.orElse(group, base);
        double first = max / divFactor;
        return along(now, first, max, first / finalDivFactor);
    }

    @Override
    public OptionalDouble momentum(Progress now, int group) {
        double max = maxMomentum.get(group);
        return cycleMomentum ? OptionalDouble.of(along(now, max, baseMomentum.get(group), max))
                : OptionalDouble.empty();
    }

    private double along(Progress now, double first, double middle, double last) {
        double end = (double) (totalSteps.count() - 1);
        double t = Math.min((double) totalSteps.done(now), end);
        double up = pctStart * totalSteps.count() - 1;
        if (t <= up) {
            return annealStrategy.between(first, middle, share(t, 0, up));
        }
        if (!threePhase) {
            return annealStrategy.between(middle, last, share(t, up, end));
        }
        double down = 2 * up;
        return t <= down ? annealStrategy.between(middle, first, share(t, up, down))
                : annealStrategy.between(first, last, share(t, down, end));
    }

    private static double share(double t, double from, double to) {
        return to > from ? (t - from) / (to - from) : 1;
    }

    @Override
    public Set<Span.Unit> units() {
        return EnumSet.of(totalSteps.unit());
    }

    @Override
    public Optional<Span> end() {
        return Optional.of(totalSteps);
    }

    @Override
    public int groups() {
        return Math.max(maxLr.groups(), Math.max(baseMomentum.groups(), maxMomentum.groups()));
    }

    @Override
    public String text() {
        return new Call("OneCycleLR").with("max_lr", maxLr).with("total_steps", totalSteps)
                .unless(DEFAULT.pctStart, "pct_start", pctStart)
                .unless(DEFAULT.annealStrategy, "anneal_strategy", annealStrategy)
                .unless(DEFAULT.cycleMomentum, "cycle_momentum", cycleMomentum)
                .unless(DEFAULT.baseMomentum, "base_momentum", baseMomentum)
                .unless(DEFAULT.maxMomentum, "max_momentum", maxMomentum)
                .unless(DEFAULT.divFactor, "div_factor", divFactor)
                .unless(DEFAULT.finalDivFactor, "final_div_factor", finalDivFactor)
                .unless(DEFAULT.threePhase, "three_phase", threePhase).text();
    }
}
