package io.cellwright.train;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;

import io.cellwright.optim.Optimizer;
import io.cellwright.optim.ParamGroup;
import io.cellwright.schedule.EpochSummary;
import io.cellwright.schedule.Progress;
import io.cellwright.tensor.Noise;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.Workspace;
import io.cellwright.tensor.Workspace.Seed;
import io.cellwright.train.TrainEvent.Metric;
import org.jspecify.annotations.Nullable;

/// Trains any {@link Plan}. It knows no model, reads no file and prints nothing; what happens is told to the callback.
///
/// @param config how the run goes
/// @param noise the randomness of a step, by its number
/// @param interrupted asked after each step; when it says yes the run ends there
/// @param callback who watches
public record Trainer(TrainerConfig config, LongFunction<Noise> noise, BooleanSupplier interrupted, Callback callback) {
    /// Validation draws its noise from steps that training never reaches.
    private static final long VALIDATION = 1L << 62;

    /// A trainer with the noise of its seed.
    public static Trainer of(TrainerConfig config, BooleanSupplier interrupted, Callback callback) {
        return new Trainer(config, step -> Noise.of(config.seed(), step), interrupted, callback);
    }

    /// Runs the plan. At the end the model holds the last weights, or the best ones if the configuration keeps them.
    ///
    /// @param train minibatches of the training cells
    /// @param validation minibatches of the validation cells, possibly none
    /// @throws TrainingDivergedException if a loss or gradient is not finite
    public <B> TrainResult fit(Plan<B> plan, Epochs<B> train, List<B> validation) {
        Optimizer optimizer = new Optimizer(plan.group());
        TrainState state = TrainState.start(plan.learningRate());
        History history = new History();
        Parameters.@Nullable Snapshot best = null;
        StopReason reason = StopReason.COMPLETED;
        callback.on(new TrainEvent.Started(config.length(), train.of(0).size()));
        while (reason == StopReason.COMPLETED && !config.length().isOver(state.progress())) {
            EpochMetrics metrics = new EpochMetrics();
            for (B batch : train.of(state.progress().epoch())) {
                double loss = step(plan, optimizer, batch, state, metrics);
                state = state.afterStep(plan.cells(batch));
                callback.on(new TrainEvent.StepDone(state.progress(), loss));
                if (interrupted.getAsBoolean()) {
                    reason = StopReason.INTERRUPTED;
                }
                if (reason != StopReason.COMPLETED || config.length().isOver(state.progress())) {
                    break;
                }
            }
            if (reason == StopReason.COMPLETED && isDue(state) && !validation.isEmpty()) {
                validate(plan, validation, state, metrics);
            }
            List<Metric> all = metrics.metrics();
            EpochSummary summary = key -> all.stream().filter(m -> m.key().equals(key)).mapToDouble(Metric::value)
                    .findFirst();
            if (state.improves(summary, config)) {
                best = plan.group().parameters().snapshot();
            }
            history.add(state.progress().epoch(), all);
            TrainState next = state.afterEpoch(summary, config);
            tellDecisions(state, next);
            state = next;
            callback.on(new TrainEvent.EpochDone(state.progress(), all));
            if (reason == StopReason.COMPLETED && state.stopsEarly(config)) {
                reason = StopReason.EARLY;
            }
        }
        if (best != null) {
            plan.group().parameters().restore(best);
        }
        callback.on(new TrainEvent.Finished(state.progress(), reason));
        return new TrainResult(state, history, reason);
    }

    private <B> double step(Plan<B> plan, Optimizer optimizer, B batch, TrainState state, EpochMetrics metrics) {
        Progress now = state.progress();
        Workspace workspace = plan.group().parameters().workspace();
        workspace.begin(true);
        StepContext context = StepContext.training(workspace, noise.apply(now.step()));
        Loss loss = plan.loss(batch, context, now, Phase.TRAIN);
        double total = total(loss, plan, batch, now);
        List<Seed> seeds = new ArrayList<>(loss.terms().size());
        for (Loss.Term term : loss.terms()) {
            seeds.add(new Seed(term.values(), term.weight() / term.values().count()));
        }
        workspace.backward(seeds);
        double norm = optimizer.gradientNorm();
        if (!Double.isFinite(norm)) {
            throw new TrainingDivergedException(now,
                    "the gradient of " + optimizer.firstNonFiniteGradient().orElse("all parameters together"),
                    cells(plan.rows(batch)));
        }
        switch (config.clipping()) {
            case Clipping.None none -> { }
            case Clipping.ByNorm clip -> optimizer.clipByNorm(norm, clip.limit());
            case Clipping.ByValue clip -> optimizer.clipByValue(clip.limit());
        }
        optimizer.step(state.learningRate().lr(now, 0));
        metrics.add(loss.observations());
        metrics.add(List.of(new Observation.Mean("train_loss", total * plan.cells(batch), plan.cells(batch))));
        return total;
    }

    private <B> void validate(Plan<B> plan, List<B> validation, TrainState state, EpochMetrics metrics) {
        Workspace workspace = plan.group().parameters().workspace();
        Progress last = new Progress(state.progress().epoch(), Math.max(0, state.progress().step() - 1),
                state.progress().cells());
        long at = VALIDATION + state.progress().epoch() * (long) validation.size();
        for (B batch : validation) {
            workspace.begin(false);
            Loss loss = plan.loss(batch, StepContext.evaluation(workspace, noise.apply(at++)), last, Phase.VALIDATION);
            double total = total(loss, plan, batch, last);
            metrics.add(loss.observations());
            metrics.add(List.of(
                    new Observation.Mean("validation_loss", total * plan.cells(batch), plan.cells(batch))));
        }
    }

    private static <B> double total(Loss loss, Plan<B> plan, B batch, Progress now) {
        double total = 0;
        for (Loss.Term term : loss.terms()) {
            double mean = term.values().sum() / term.values().count();
            if (!Double.isFinite(mean)) {
                long cell = term.values().firstNonFinite();
                List<Integer> rows = plan.rows(batch);
                throw new TrainingDivergedException(now, "the loss term " + term.name(),
                        cell >= 0 && cell < rows.size() ? "first at cell " + rows.get((int) cell) : cells(rows));
            }
            total += term.weight() * mean;
        }
        return total;
    }

    private static String cells(List<Integer> rows) {
        return "cells " + rows.subList(0, Math.min(5, rows.size())) + (rows.size() > 5 ? " and others" : "");
    }

    private boolean isDue(TrainState state) {
        return config.validateEvery() > 0 && (state.progress().epoch() + 1) % config.validateEvery() == 0;
    }

    private void tellDecisions(TrainState before, TrainState after) {
        double from = before.learningRate().lr(before.progress(), 0);
        double to = after.learningRate().lr(before.progress(), 0);
        if (from != to) {
            callback.on(new TrainEvent.Decided(after.progress(), "lr " + from + " -> " + to
                    + ": the watched metric has not improved for too long"));
        }
        if (after.stopsEarly(config)) {
            callback.on(new TrainEvent.Decided(after.progress(), "stopping: "
                    + config.earlyStopping().orElseThrow().metric() + " has not improved for " + after.waited()
                    + " checks"));
        }
    }
}
