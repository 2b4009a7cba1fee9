package io.cellwright.schedule.formula;

import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.LongToDoubleFunction;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Call;
import io.cellwright.schedule.lr.PerGroup;
import io.cellwright.schedule.lr.Range;
import io.cellwright.schedule.lr.RateFormula;

/// torch's `CyclicLR`: up from `base_lr` to `max_lr` in a straight line and down again, over and over. With L for the
/// length of a cycle and `x = 1 + t / L - cycle` the rate is `base_lr + (max_lr - base_lr) * s * w`, where s goes from
/// 0 to 1 and back and w is the scale of the cycle. The momentum (or Adam's beta1) goes the other way.
///
/// @param baseLr the least rate of each group; none for its base rate
/// @param maxLr the largest rate of each group
/// @param stepSizeUp length of the way up, at least 1
/// @param stepSizeDown length of the way down, at least 1, in the same unit
/// @param scale how cycles differ
/// @param cycleMomentum whether the momentum moves
/// @param baseMomentum the least momentum of each group
/// @param maxMomentum the largest momentum of each group
public record CyclicLR(PerGroup<Double> baseLr, PerGroup<Double> maxLr, Span stepSizeUp, Span stepSizeDown, Scale scale,
        boolean cycleMomentum, PerGroup<Double> baseMomentum, PerGroup<Double> maxMomentum) implements RateFormula {
    /// torch's 2,000 steps each way.
    public static final Span STEP_SIZE = Span.steps(2000);

    /// Checks ranges.
    public CyclicLR {
        Range.notNegative("base_lr", baseLr);
        Range.notNegative("max_lr", maxLr);
        if (maxLr.values().isEmpty()) {
            throw new IllegalArgumentException("max_lr must be one rate, or one for each group, but was none");
        }
        Range.atLeast("step_size_up", stepSizeUp, 1);
        Range.atLeast("step_size_down", stepSizeDown, 1);
        Range.sameUnit("step_size_up and step_size_down", stepSizeUp, stepSizeDown);
        Momentum.check(baseMomentum, maxMomentum);
    }

    /// torch's defaults: as long down as up, all cycles alike, momentum between 0.8 and 0.9.
    public CyclicLR(PerGroup<Double> baseLr, PerGroup<Double> maxLr, Span stepSizeUp) {
        this(baseLr, maxLr, stepSizeUp, stepSizeUp, new Scale.Triangular(), true, PerGroup.all(0.8), PerGroup.all(0.9));
    }

    /// torch's defaults, the same rates for all groups, in steps.
    public CyclicLR(double baseLr, double maxLr, long stepSizeUp) {
        this(PerGroup.all(baseLr), PerGroup.all(maxLr), Span.steps(stepSizeUp));
    }

    /// How cycles differ: torch's modes, and functions of one's own.
    public sealed interface Scale {
        /// All alike.
        record Triangular() implements Scale {}

        /// Each half as high as the one before.
        record Triangular2() implements Scale {}

        /// Lower with each step: `gamma^t`.
        ///
        /// @param gamma above 0
        record ExpRange(double gamma) implements Scale {
            /// Checks the factor.
            public ExpRange {
                Range.positive("gamma", gamma);
            }
        }

        /// A function of the number of the cycle, from 1 on. It has no text.
        ///
        /// @param function the scale
        record OfCycle(LongToDoubleFunction function) implements Scale {}

        /// A function of t. It has no text.
        ///
        /// @param function the scale
        record OfIteration(LongToDoubleFunction function) implements Scale {}
    }

    @Override
    public double lr(Progress now, int group, double base) {
        double least = baseLr.orElse(group, base);
        return least + (maxLr.get(group) - least) * height(now);
    }

    @Override
    public OptionalDouble momentum(Progress now, int group) {
        double max = maxMomentum.get(group);
        return cycleMomentum ? OptionalDouble.of(max - (max - baseMomentum.get(group)) * height(now))
                : OptionalDouble.empty();
    }

    private double height(Progress now) {
        long t = stepSizeUp.done(now);
        long length = stepSizeUp.count() + stepSizeDown.count();
        long within = t % length;
        double share = within <= stepSizeUp.count() ? (double) within / stepSizeUp.count()
                : (double) (length - within) / stepSizeDown.count();
        long cycle = 1 + t / length;
        return share * switch (scale) {
            case Scale.Triangular _ -> 1;
            case Scale.Triangular2 _ -> Math.pow(2, (double) (1 - cycle));
            case Scale.ExpRange falling -> Math.pow(falling.gamma(), (double) t);
            case Scale.OfCycle own -> own.function().applyAsDouble(cycle);
            case Scale.OfIteration own -> own.function().applyAsDouble(t);
        };
    }

    @Override
    public Set<Span.Unit> units() {
        return EnumSet.of(stepSizeUp.unit());
    }

    @Override
    public Optional<Span> end() {
        return Optional.empty();
    }

    @Override
    public int groups() {
        return Math.max(Math.max(baseLr.groups(), maxLr.groups()),
                Math.max(baseMomentum.groups(), maxMomentum.groups()));
    }

    @Override
    public String text() {
        Call call = new Call("CyclicLR").with("base_lr", baseLr).with("max_lr", maxLr)
                .unless(STEP_SIZE, "step_size_up", stepSizeUp).unless(stepSizeUp, "step_size_down", stepSizeDown);
        switch (scale) {
            case Scale.Triangular _ -> { }
            case Scale.Triangular2 _ -> call.with("mode", "triangular2");
            case Scale.ExpRange falling -> call.with("mode", "exp_range").unless(1.0, "gamma", falling.gamma());
            case Scale.OfCycle _, Scale.OfIteration _ ->
                    throw new UnsupportedOperationException("a scale function of CyclicLR has no text");
        }
        return call.unless(true, "cycle_momentum", cycleMomentum)
                .unless(PerGroup.all(0.8), "base_momentum", baseMomentum)
                .unless(PerGroup.all(0.9), "max_momentum", maxMomentum).text();
    }
}
