package io.cellwright.schedule.warmup;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Call;
import io.cellwright.schedule.lr.Range;
import io.cellwright.schedule.lr.RateFormula;

/// Up, stay, down: with r for `min_lr_ratio` the factor goes from r to 1 in a straight line over `warmup`, stays at 1
/// over `stable`, goes to r over `decay` and stays there. The first update runs at `base * r`.
///
/// @param warmup how long it rises
/// @param stable how long it stays, in the same unit
/// @param decay how long it falls, in the same unit
/// @param shape the way down
/// @param minLrRatio r, in [0, 1]
public record WarmupStableDecay(Span warmup, Span stable, Span decay, Shape shape, double minLrRatio)
        implements RateFormula {
    /// The way down, from 1 at share 0 to 0 at share 1.
    public enum Shape {
        /// Half a cosine.
        COSINE,
        /// A straight line.
        LINEAR,
        /// `1 - sqrt(share)`.
        SQRT;

        private double at(double share) {
            return switch (this) {
                case COSINE -> (1 + Math.cos(Math.PI * share)) / 2;
                case LINEAR -> 1 - share;
                case SQRT -> 1 - Math.sqrt(share);
            };
        }
    }

    /// Checks ranges.
    public WarmupStableDecay {
        Range.sameUnit("warmup and stable", warmup, stable);
        Range.sameUnit("stable and decay", stable, decay);
        Range.within("min_lr_ratio", minLrRatio, 0, 1);
    }

    /// Along a cosine, down to 0.
    public WarmupStableDecay(Span warmup, Span stable, Span decay) {
        this(warmup, stable, decay, Shape.COSINE, 0);
    }

    @Override
    public double lr(Progress now, int group, double base) {
        return base * (minLrRatio + (1 - minLrRatio) * height(now));
    }

    private double height(Progress now) {
        if (!warmup.isOver(now)) {
            return warmup.share(now);
        }
        Progress warm = now.since(warmup);
        return stable.isOver(warm) ? shape.at(decay.share(warm.since(stable))) : 1;
    }

    @Override
    public Set<Span.Unit> units() {
        return EnumSet.of(warmup.unit());
    }

    @Override
    public Optional<Span> end() {
        return Optional.of(new Span(warmup.count() + stable.count() + decay.count(), warmup.unit()));
    }

    @Override
    public String text() {
        return new Call("WarmupStableDecay").with("warmup", warmup).with("stable", stable).with("decay", decay)
                .unless(Shape.COSINE, "decay_type", shape).unless(0.0, "min_lr_ratio", minLrRatio).text();
    }
}
