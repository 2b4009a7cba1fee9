package io.cellwright.train;

import java.util.List;
import java.util.OptionalDouble;

import io.cellwright.schedule.EpochSummary;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.lr.LrScheduler;

/// Where a run is and what its rules have seen; a value. With sums, history, weights and moments it is a
/// {@link RunState}, from which the run can go on.
///
/// @param progress finished work
/// @param minibatch finished minibatches of the epoch that is under way
/// @param learningRates the scheduler of each objective as it is now
/// @param stopping the best value of the stopping metric
/// @param kept the best value of the metric whose weights are kept
/// @param retries how often the run went back after it diverged; each time halved the rate
public record TrainState(Progress progress, int minibatch, List<LrScheduler> learningRates, Best stopping, Best kept,
        int retries) {
    private static final double RETRY_FACTOR = 0.5;

    /// Copies the list.
    public TrainState {
        learningRates = List.copyOf(learningRates);
    }

    /// A run that has not begun.
    public static TrainState start(List<Objective> objectives) {
        return new TrainState(Progress.START, 0, objectives.stream().map(Objective::learningRate).toList(), Best.NONE,
                Best.NONE, 0);
    }

    /// The rate of a group of an objective for the next step.
    public double learningRate(int objective, int group) {
        return learningRates.get(objective).lr(progress, group) * Math.pow(RETRY_FACTOR, retries);
    }

    /// The momentum, or beta1, of a group of an objective for the next step, where its schedule moves it.
    OptionalDouble momentum(int objective, int group) {
        return learningRates.get(objective).momentum(progress, group);
    }

    /// After one more step over so many minibatches with so many cells.
    TrainState afterStep(int minibatches, int cells) {
        return new TrainState(progress.afterStep(cells), minibatch + minibatches, learningRates, stopping, kept,
                retries);
    }

    /// After rules have judged on new metrics.
    ///
    /// @throws TrainingDivergedException if a watched metric is not a number
    TrainState afterCheck(EpochSummary seen, Control control) {
        Best stop = control.earlyStopping().filter(rule -> progress.epoch() >= rule.warmupEpochs())
                .map(rule -> judged(stopping, seen, rule.metric(), rule.mode(), rule.minDelta())).orElse(stopping);
        Best keep = control.keepBest().map(rule -> judged(kept, seen, rule.metric(), rule.mode(), 0)).orElse(kept);
        return new TrainState(progress, minibatch, learningRates, stop, keep, retries);
    }

    private Best judged(Best before, EpochSummary seen, String key, Mode mode, double minDelta) {
        OptionalDouble metric = seen.metric(key);
        if (metric.isEmpty()) {
            return before;
        }
        if (Double.isNaN(metric.getAsDouble())) {
            throw TrainingDivergedException.metric(progress, key);
        }
        return before.after(metric.getAsDouble(), progress, mode, minDelta);
    }

    /// After one more epoch.
    TrainState afterEpoch(EpochSummary summary) {
        Progress end = progress.afterEpoch();
        return new TrainState(end, 0, learningRates.stream().map(s -> s.after(summary, end)).toList(), stopping, kept,
                retries);
    }

    /// The same with so many retries behind it.
    TrainState withRetries(int times) {
        return new TrainState(progress, minibatch, learningRates, stopping, kept, times);
    }

    /// Whether the stopping rule says that it is enough.
    boolean stopsEarly(Control control) {
        return control.earlyStopping().isPresent() && stopping.waited() >= control.earlyStopping().get().patience();
    }
}
