package io.cellwright.train;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;

import io.cellwright.tensor.Noise;

/// Trains any {@link Plan}. This is the only loop; {@link Run} says what a step and the end of an epoch are. It knows no
/// model, reads no file and prints nothing; what happens is told to the callback.
///
/// @param config how the run goes
/// @param noise the randomness of a step, by its number
/// @param interrupted asked after each step; when it says yes the run ends there
/// @param callback who watches
/// @param keeper who takes states to go on from
public record Trainer(TrainerConfig config, LongFunction<Noise> noise, BooleanSupplier interrupted, Callback callback,
        StateKeeper keeper) {
    /// A trainer with the noise of its seed.
    public static Trainer of(TrainerConfig config, BooleanSupplier interrupted, Callback callback) {
        return new Trainer(config, step -> Noise.of(config.seed(), step), interrupted, callback, StateKeeper.NONE);
    }

    /// The same with somebody who takes states.
    public Trainer withKeeper(StateKeeper other) {
        return new Trainer(config, noise, interrupted, callback, other);
    }

    /// Runs the plan. At the end the model holds the last weights, or the best ones if the configuration keeps them.
    ///
    /// @param train minibatches of the training cells
    /// @param validation minibatches of the validation cells, possibly none
    /// @throws TrainingDivergedException if a loss, a gradient or a watched metric is not finite
    /// @throws IllegalArgumentException if a rule watches a metric that this run does not compute
    public <B> TrainResult fit(Plan<B> plan, Epochs<B> train, List<B> validation) {
        return resume(plan, train, validation, RunState.start(plan));
    }

    /// Goes on from a state that a {@link StateKeeper} took, with the same plan and minibatches: the end has the same
    /// bits as if the run had never stopped.
    ///
    /// @param from weights and moments are put back into the plan's parameters
    public <B> TrainResult resume(Plan<B> plan, Epochs<B> train, List<B> validation, RunState from) {
        WatchedKeys.require(this, plan, train, validation);
        Run<B> run = new Run<>(this, plan, validation, from);
        callback.on(new TrainEvent.Started(config.length(), train.of(run.epoch()).size(),
                from.history().copy()));
        while (run.isUnfinished()) {
            List<B> minibatches = train.of(run.epoch());
            try {
                while (run.hasStep(minibatches)) {
                    run.step(minibatches);
                }
                run.closeEpoch();
            } catch (TrainingDivergedException diverged) {
                run.goBack(diverged);
            }
        }
        return run.finish();
    }
}
