package io.cellwright.plan;

import java.util.Optional;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Schedule;
import io.cellwright.schedule.Span;

/// The weight of the divergence in the loss: from `min` to `max` in a straight line over a span, then `max`.
///
/// @param min weight of the first step
/// @param max weight when warm; not below `min`
/// @param over the warm-up; empty for none: always `max`
public record KlWarmup(double min, double max, Optional<Span> over) implements Schedule {
    /// Checks the order of the weights.
    public KlWarmup {
        if (min > max) {
            throw new IllegalArgumentException("min_kl_weight must not be above max_kl_weight but was " + min + " > "
                    + max);
        }
    }

    /// scvi-tools' rule: epochs win when both are given; 0 or nothing means not given.
    public static KlWarmup ofEpochsOrSteps(double min, double max, int epochs, int steps) {
        if (epochs > 0) {
            return new KlWarmup(min, max, Optional.of(Span.epochs(epochs)));
        }
        return new KlWarmup(min, max, steps > 0 ? Optional.of(Span.steps(steps)) : Optional.empty());
    }

    @Override
    public double at(Progress now) {
        return over.map(span -> min + (max - min) * span.share(now)).orElse(max);
    }
}
