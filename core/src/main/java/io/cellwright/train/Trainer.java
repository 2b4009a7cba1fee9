package io.cellwright.train;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;

import io.cellwright.schedule.EpochSummary;
import io.cellwright.schedule.Progress;
import io.cellwright.tensor.Noise;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Workspace;
import io.cellwright.train.TrainEvent.Metric;

/// Trains any {@link Plan}. It knows no model, reads no file and prints nothing; what happens is told to the callback.
///
/// @param config how the run goes
/// @param noise the randomness of a step, by its number
/// @param interrupted asked after each step; when it says yes the run ends there
/// @param callback who watches
/// @param keeper who takes states to go on from
public record Trainer(TrainerConfig config, LongFunction<Noise> noise, BooleanSupplier interrupted, Callback callback,
        StateKeeper keeper) {
    /// Validation draws its noise from steps that training never reaches.
    private static final long VALIDATION = 1L << 62;

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
    /// @throws TrainingDivergedException if a loss or gradient is not finite
    public <B> TrainResult fit(Plan<B> plan, Epochs<B> train, List<B> validation) {
        return resume(plan, train, validation, RunState.start(plan));
    }

    /// Goes on from a state that a {@link StateKeeper} took, with the same plan and minibatches: the end has the same
    /// bits as if the run had never stopped.
    ///
    /// @param from weights and moments are put back into the plan's parameters
    public <B> TrainResult resume(Plan<B> plan, Epochs<B> train, List<B> validation, RunState from) {
        Optimizers optimizers = new Optimizers(plan.objectives());
        optimizers.restore(from.updates());
        plan.parameters().restore(from.weights());
        plan.parameters().restoreMoments(from.moments());
        TrainingStep<B> step = new TrainingStep<>(plan, optimizers, config.clipping(), noise);
        TrainState state = from.state();
        EpochMetrics metrics = EpochMetrics.of(from.metrics());
        History history = from.history().copy();
        Optional<Parameters.Snapshot> best = from.best();
        StopReason reason = StopReason.COMPLETED;
        callback.on(new TrainEvent.Started(config.length(), train.of(state.progress().epoch()).size()));
        while (reason == StopReason.COMPLETED && (!isOver(state) || state.minibatch() > 0)) {
            List<B> minibatches = train.of(state.progress().epoch());
            while (reason == StopReason.COMPLETED && !isOver(state) && state.minibatch() < minibatches.size()) {
                B batch = minibatches.get(state.minibatch());
                double loss = step.run(batch, state, metrics);
                state = state.afterStep(1, plan.cells(batch));
                callback.on(new TrainEvent.StepDone(state.progress(), loss));
                reason = interrupted.getAsBoolean() ? StopReason.INTERRUPTED : StopReason.COMPLETED;
                boolean last = reason != StopReason.COMPLETED || isLast(state, minibatches.size());
                if (keeper.wants(state.progress(), last)) {
                    keeper.keep(new RunState(state, metrics.content(), history.copy(), optimizers.updates(),
                            plan.parameters().snapshot(), plan.parameters().moments(), best));
                }
            }
            if (reason == StopReason.COMPLETED && isDue(state) && !validation.isEmpty()) {
                validate(plan, validation, state, metrics);
            }
            List<Metric> all = metrics.metrics();
            history.add(state.progress().epoch(), all);
            TrainState next = state.afterEpoch(summary(all), config);
            best = next.hasBest() ? Optional.of(plan.parameters().snapshot()) : best;
            tellDecisions(state, next);
            state = next;
            metrics = new EpochMetrics();
            callback.on(new TrainEvent.EpochDone(state.progress(), all));
            reason = reason == StopReason.COMPLETED && state.stopsEarly(config) ? StopReason.EARLY : reason;
        }
        best.ifPresent(plan.parameters()::restore);
        callback.on(new TrainEvent.Finished(state.progress(), reason));
        return new TrainResult(state, history, reason);
    }

    private boolean isOver(TrainState state) {
        return config.length().isOver(state.progress());
    }

    /// Whether no step comes after this one, unless a rule ends the run before.
    private boolean isLast(TrainState state, int minibatches) {
        Progress then = state.minibatch() < minibatches ? state.progress() : state.progress().afterEpoch();
        return config.length().isOver(then);
    }

    private static EpochSummary summary(List<Metric> metrics) {
        return key -> metrics.stream().filter(m -> m.key().equals(key)).mapToDouble(Metric::value).findFirst();
    }

    private <B> void validate(Plan<B> plan, List<B> validation, TrainState state, EpochMetrics metrics) {
        Workspace workspace = plan.parameters().workspace();
        Progress last = new Progress(state.progress().epoch(), Math.max(0, state.progress().step() - 1),
                state.progress().cells());
        long at = VALIDATION + state.progress().epoch() * (long) validation.size();
        for (B batch : validation) {
            workspace.begin(false);
            StepContext context = StepContext.evaluation(workspace, noise.apply(at++));
            MinibatchLoss loss = MinibatchLoss.of(plan.losses(batch, context, last, Phase.VALIDATION), plan, batch,
                    last);
            loss.observe(metrics, "validation_loss", plan.cells(batch));
        }
    }

    private boolean isDue(TrainState state) {
        return config.validateEvery() > 0 && (state.progress().epoch() + 1) % config.validateEvery() == 0;
    }

    private void tellDecisions(TrainState before, TrainState after) {
        double from = before.learningRate(0, 0);
        double to = after.learningRates().getFirst().lr(before.progress(), 0);
        if (from != to) {
            callback.on(new TrainEvent.Decided(after.progress(), "lr " + from + " -> " + to
                    + ": the watched metric has not improved for too long"));
        }
        if (after.stopsEarly(config)) {
            callback.on(new TrainEvent.Decided(after.progress(), "stopping: "
                    + config.earlyStopping().orElseThrow().metric() + " has not improved for "
                    + after.stopping().waited() + " checks"));
        }
    }
}
