package io.cellwright.train;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

import io.cellwright.schedule.EpochSummary;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.StepContext;
import io.cellwright.tensor.WeightAverage;
import io.cellwright.tensor.Workspace;
import io.cellwright.train.History.Per;
import io.cellwright.train.TrainEvent.Metric;
import org.jspecify.annotations.Nullable;

/// One run of a trainer: its state and what is done to it between two steps. {@link Trainer#resume} says in what order.
final class Run<B> {
    /// Validation draws its noise from steps that training never reaches.
    private static final long VALIDATION = 1L << 62;

    private final Trainer trainer;
    private final Control control;
    private final Plan<B> plan;
    private final List<B> validation;
    private final Optimizers optimizers;
    private final TrainingStep<B> step;
    private final @Nullable WeightAverage average;
    private TrainState state;
    /// Whether the average holds weights of the run yet.
    private boolean averages;
    private EpochMetrics metrics;
    private History history;
    private Optional<Parameters.Snapshot> best;
    /// The end of the last epoch, which is good once a step from there was finite, and the last good one before it.
    private Optional<RunState> hopeful = Optional.empty();
    private Optional<RunState> good = Optional.empty();
    private StopReason reason = StopReason.COMPLETED;

    Run(Trainer trainer, Plan<B> plan, List<B> validation, RunState from) {
        this.trainer = trainer;
        this.control = trainer.config().control();
        this.plan = plan;
        this.validation = validation;
        control.groups().requireParts(plan.parameters());
        this.optimizers = new Optimizers(plan.objectives(), control.groups());
        this.step = new TrainingStep<>(plan, optimizers, control, trainer.noise(), trainer.callback().parts());
        plan.parameters().restore(from.weights());
        plan.parameters().restoreMoments(from.moments());
        plan.parameters().hold(control.groups()::freezes);
        optimizers.restore(from.updates());
        this.average = control.average().isPresent() ? new WeightAverage(plan.parameters()) : null;
        if (average != null) {
            from.average().ifPresent(average::restore);
        }
        this.state = from.state();
        this.averages = averageHasBegun();
        this.metrics = EpochMetrics.of(from.metrics());
        this.history = from.history().copy();
        this.best = from.best();
        this.good = control.retries() > 0 ? from.good().or(() -> Optional.of(capture(Optional.empty())))
                : Optional.empty();
    }

    private boolean averageHasBegun() {
        return control.average().filter(rule -> rule.hasBegun(epoch(), state.progress().step())).isPresent();
    }

    int epoch() {
        return state.progress().epoch();
    }

    /// Whether there is an epoch to begin or to end.
    boolean isUnfinished() {
        return reason == StopReason.COMPLETED && (!isOver(state.progress()) || state.minibatch() > 0);
    }

    /// Whether the epoch goes on.
    boolean hasStep(List<B> minibatches) {
        return reason == StopReason.COMPLETED && !isOver(state.progress()) && state.minibatch() < minibatches.size();
    }

    private boolean isOver(Progress progress) {
        return trainer.config().length().isOver(progress);
    }

    /// Makes a step over the next minibatches.
    void step(List<B> minibatches) {
        List<B> next = minibatches.subList(state.minibatch(),
                Math.min(state.minibatch() + control.accumulate(), minibatches.size()));
        double rate = state.learningRate(0, 0);
        double loss = step.run(next, state, metrics);
        good = hopeful.or(() -> good);
        hopeful = Optional.empty();
        state = state.afterStep(next.size(), next.stream().mapToInt(plan::cells).sum());
        long now = state.progress().step();
        moveAverage(control.average().map(rule -> rule.afterStep(now)).orElse(OptionalDouble.empty()));
        history.add(Per.STEP, now, "train_loss", loss);
        history.add(Per.STEP, now, "lr", rate);
        trainer.callback().on(new TrainEvent.StepDone(state.progress(), loss, rate));
        if (isDue(Span.Unit.STEPS, now)) {
            checkWithinEpoch();
        }
        if (trainer.interrupted().getAsBoolean()) {
            reason = StopReason.INTERRUPTED;
        }
        offerState(minibatches.size());
    }

    private void offerState(int minibatches) {
        Progress then = state.minibatch() < minibatches ? state.progress() : state.progress().afterEpoch();
        if (trainer.keeper().wants(state.progress(), reason != StopReason.COMPLETED || isOver(then))) {
            trainer.keeper().keep(capture(good));
        }
    }

    private RunState capture(Optional<RunState> back) {
        return new RunState(state, metrics.content(), history.copy(), optimizers.updates(),
                plan.parameters().snapshot(), plan.parameters().moments(),
                Optional.ofNullable(average).map(WeightAverage::snapshot), best, back);
    }

    private boolean isDue(Span.Unit unit, long now) {
        return !validation.isEmpty() && control.validateEvery().isPresent()
                && control.validateEvery().get().unit() == unit && now % control.validateEvery().get().count() == 0;
    }

    private void checkWithinEpoch() {
        EpochMetrics seen = new EpochMetrics();
        validate(seen, state.progress().step());
        List<Metric> all = seen.metrics();
        history.add(Per.STEP, state.progress().step(), all);
        all.forEach(m -> metrics.add(List.of(new Observation.Checked(m.key(), m.value()))));
        trainer.callback().on(new TrainEvent.Validated(state.progress(), all));
        judge(all);
    }

    private void moveAverage(OptionalDouble kept) {
        if (average != null && kept.isPresent()) {
            average.update(kept.getAsDouble());
            averages = true;
        }
    }

    /// Ends the epoch: average, validation, rules, rates.
    void closeEpoch() {
        if (reason == StopReason.COMPLETED) {
            moveAverage(control.average().map(rule -> rule.afterEpoch(epoch() + 1)).orElse(OptionalDouble.empty()));
        }
        if (reason == StopReason.COMPLETED && isDue(Span.Unit.EPOCHS, state.progress().epoch() + 1L)) {
            validate(metrics, state.progress().epoch());
        }
        List<Metric> all = metrics.metrics();
        if (reason == StopReason.COMPLETED) {
            judge(metrics.unjudged());
        }
        TrainState next = state.afterEpoch(summary(all));
        tellRates(next);
        history.add(Per.EPOCH, state.progress().epoch(), all);
        state = next;
        metrics = new EpochMetrics();
        trainer.callback().on(new TrainEvent.EpochDone(state.progress(), all));
        rememberEpoch();
    }

    private static EpochSummary summary(List<Metric> metrics) {
        return key -> metrics.stream().filter(m -> m.key().equals(key)).mapToDouble(Metric::value).findFirst();
    }

    private void judge(List<Metric> seen) {
        TrainState next = state.afterCheck(summary(seen), control);
        if (!next.kept().when().equals(state.kept().when()) || next.kept().isPresent() != state.kept().isPresent()) {
            best = Optional.of(average != null && averages ? average.snapshot() : plan.parameters().snapshot());
        }
        state = next;
        if (state.stopsEarly(control) && reason == StopReason.COMPLETED) {
            reason = StopReason.EARLY;
            EarlyStopping rule = control.earlyStopping().orElseThrow();
            decide("stopping: " + rule.metric() + " has not improved for " + state.stopping().waited() + " checks"
                    + (rule.minDelta() > 0 ? " by more than " + rule.minDelta() : "") + "; the best was "
                    + Rate.text(state.stopping().value()) + " in epoch " + state.stopping().when().epoch());
        }
    }

    private void tellRates(TrainState next) {
        for (int o = 0; o < state.learningRates().size(); o++) {
            state.learningRates().get(o).decisions(next.learningRates().get(o), state.progress())
                    .forEach(decision -> decide(decision.text()));
        }
    }

    private void decide(String what) {
        history.add(new History.Decision(state.progress(), what));
        trainer.callback().on(new TrainEvent.Decided(state.progress(), what));
    }

    private void validate(EpochMetrics into, long number) {
        if (average != null && averages) {
            average.swap();
        }
        Workspace workspace = plan.parameters().workspace();
        Progress last = new Progress(state.progress().epoch(), Math.max(0, state.progress().step() - 1),
                state.progress().cells());
        long at = VALIDATION + number * validation.size();
        for (B batch : validation) {
            workspace.begin(false);
            StepContext context = StepContext.evaluation(workspace, trainer.noise().apply(at++));
            MinibatchLoss loss = MinibatchLoss.of(plan.losses(batch, context, last, Phase.VALIDATION), plan, batch,
                    state);
            loss.observe(into, "validation_loss", plan.cells(batch));
        }
        if (average != null && averages) {
            average.swap();
        }
    }

    private void rememberEpoch() {
        if (control.retries() > 0) {
            hopeful = Optional.of(capture(Optional.empty()));
        }
    }

    /// Goes back to the end of the last epoch that was good with half the rate, if that may be tried once more.
    ///
    /// @throws TrainingDivergedException the one that was given, if not
    void goBack(TrainingDivergedException diverged) {
        int retries = state.retries() + 1;
        if (good.isEmpty() || retries > control.retries()) {
            throw diverged;
        }
        RunState from = good.get();
        hopeful = Optional.empty();
        double before = state.learningRate(0, 0);
        plan.parameters().restore(from.weights());
        plan.parameters().restoreMoments(from.moments());
        optimizers.restore(from.updates());
        if (average != null) {
            from.average().ifPresent(average::restore);
        }
        state = from.state().withRetries(retries);
        averages = averageHasBegun();
        metrics = EpochMetrics.of(from.metrics());
        history = from.history().withDecisionsOf(history);
        best = from.best();
        trainer.callback().on(new TrainEvent.WentBack(history.copy()));
        decide("lr " + Rate.text(before) + " -> " + Rate.text(before / 2) + ", back to the start of epoch " + epoch()
                + " (retry " + retries + " of " + control.retries() + "): " + diverged.found());
    }

    /// Puts the weights in place with which the run ends.
    TrainResult finish() {
        plan.parameters().hold(name -> false);
        if (best.isPresent()) {
            plan.parameters().restore(best.get());
            String metric = control.keepBest().map(KeepBest::metric).orElse("metric");
            decide("best weights: epoch " + state.kept().when().epoch() + ", " + metric + " "
                    + Rate.text(state.kept().value()));
        } else if (average != null && averages) {
            average.swap();
        }
        trainer.callback().on(new TrainEvent.Finished(state.progress(), reason));
        return new TrainResult(state, history, reason);
    }
}
