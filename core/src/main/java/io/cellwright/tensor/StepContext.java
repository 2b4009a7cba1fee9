package io.cellwright.tensor;

import java.util.OptionalDouble;

/// What a forward pass needs to know about the step that it belongs to.
///
/// @param workspace memory and tape of the step
/// @param training whether layers behave as in training: minibatch statistics, dropout
/// @param movesStatistics whether the running statistics of batch normalisation move; only with `training`
/// @param noise where random numbers come from
/// @param dropout rate of dropout, in [0, 1), in place of that of each layer that has one; empty for its own
/// @param parts hears which part of the step begins
public record StepContext(Workspace workspace, boolean training, boolean movesStatistics, Noise noise,
        OptionalDouble dropout, StepPart.Watch parts) {
    /// Checks the rate.
    public StepContext {
        if (dropout.isPresent() && !(dropout.getAsDouble() >= 0 && dropout.getAsDouble() < 1)) {
            throw new IllegalArgumentException("a rate of dropout must be in [0, 1) but was " + dropout.getAsDouble());
        }
    }

    /// A step that nobody watches.
    public StepContext(Workspace workspace, boolean training, boolean movesStatistics, Noise noise,
            OptionalDouble dropout) {
        this(workspace, training, movesStatistics, noise, dropout, StepPart.Watch.NONE);
    }

    /// A training step.
    public static StepContext training(Workspace workspace, Noise noise) {
        return new StepContext(workspace, true, true, noise, OptionalDouble.empty());
    }

    /// Evaluation: running statistics, no dropout.
    public static StepContext evaluation(Workspace workspace, Noise noise) {
        return new StepContext(workspace, false, false, noise, OptionalDouble.empty());
    }

    /// The same step with running statistics left alone.
    public StepContext keepingStatistics() {
        return new StepContext(workspace, training, false, noise, dropout, parts);
    }

    /// The same step with another rate of dropout in all layers that have one.
    public StepContext withDropout(double rate) {
        return new StepContext(workspace, training, movesStatistics, noise, OptionalDouble.of(rate), parts);
    }

    /// The same step, watched.
    public StepContext watchedBy(StepPart.Watch watch) {
        return new StepContext(workspace, training, movesStatistics, noise, dropout, watch);
    }
}
