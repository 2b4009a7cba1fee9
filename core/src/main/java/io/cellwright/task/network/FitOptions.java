package io.cellwright.task.network;

import java.util.OptionalInt;

import io.cellwright.plan.PlanConfig;
import io.cellwright.train.Control;

/// How a network is fitted by minibatches: scDLKit's `Trainer` arguments.
///
/// @param epochs largest number of epochs, at least 1
/// @param batchSize cells of a minibatch, at least 1
/// @param plan rate, update rule, schedule
/// @param patience epochs without a better validation loss after which the run ends: 0 ends it at the first one that is
///     no better, as 1 does; empty lets it go to the end
/// @param keepBest whether the weights of the epoch with the best validation loss are put back at the end
/// @param control what else watches over the run
/// @param seed of weights, split, order, noise
public record FitOptions(int epochs, int batchSize, PlanConfig plan, OptionalInt patience, boolean keepBest,
        Control control, long seed) implements Fitting {
    /// scDLKit's: 50 epochs of minibatches of 256, rate 1e-3, patience 10, best weights, seed 42.
    public static final FitOptions DEFAULT = new FitOptions(50, 256, PlanConfig.ADAM, OptionalInt.of(10), true,
            Control.NONE, 42);

    /// Checks ranges.
    public FitOptions {
        if (epochs < 1 || batchSize < 1) {
            throw new IllegalArgumentException("epochs and batch_size must be at least 1 but were " + epochs + " and "
                    + batchSize);
        }
        if (patience.isPresent() && patience.getAsInt() < 0) {
            throw new IllegalArgumentException("early_stopping_patience must be at least 0 but was "
                    + patience.getAsInt() + "; leave it out to train to the end");
        }
    }

    /// The same with another number of epochs.
    public FitOptions withEpochs(int other) {
        return new FitOptions(other, batchSize, plan, patience, keepBest, control, seed);
    }

    /// The same with other minibatches.
    public FitOptions withBatchSize(int other) {
        return new FitOptions(epochs, other, plan, patience, keepBest, control, seed);
    }

    /// The same with another rate, rule or schedule.
    public FitOptions withPlan(PlanConfig other) {
        return new FitOptions(epochs, batchSize, other, patience, keepBest, control, seed);
    }

    /// The same with another patience.
    public FitOptions withPatience(OptionalInt other) {
        return new FitOptions(epochs, batchSize, plan, other, keepBest, control, seed);
    }

    /// The same with the best weights at the end, or the last ones.
    public FitOptions withKeepBest(boolean other) {
        return new FitOptions(epochs, batchSize, plan, patience, other, control, seed);
    }

    /// The same with another control.
    public FitOptions withControl(Control other) {
        return new FitOptions(epochs, batchSize, plan, patience, keepBest, other, seed);
    }

    @Override
    public FitOptions withSeed(long other) {
        return new FitOptions(epochs, batchSize, plan, patience, keepBest, control, other);
    }

    @Override
    public FitOptions byMinibatches() {
        return this;
    }
}
