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
public record TrainState(Progress progress, int minibatch, List<LrScheduler> learningRates, Best stopping, Best kept) {
    /// Copies the list.
    public TrainState {
        learningRates = List.copyOf(learningRates);
    }

    /// A run that has not begun.
    public static TrainState start(List<Objective> objectives) {
        return new TrainState(Progress.START, 0, objectives.stream().map(Objective::learningRate).toList(),
                Best.none(Mode.MIN), Best.none(Mode.MIN));
    }

    /// The rate of a group of an objective for the next step.
    public double learningRate(int objective, int group) {
        return learningRates.get(objective).lr(progress, group);
    }

    /// After one more step over so many minibatches with so many cells.
    public TrainState afterStep(int minibatches, int cells) {
        return new TrainState(progress.afterStep(cells), minibatch + minibatches, learningRates, stopping, kept);
    }

    /// After one more epoch.
    public TrainState afterEpoch(EpochSummary summary, TrainerConfig config) {
        Best stop = stopping;
        if (config.earlyStopping().isPresent()) {
            EarlyStopping rule = config.earlyStopping().get();
            OptionalDouble metric = summary.metric(rule.metric());
            if (metric.isPresent() && progress.epoch() >= rule.warmupEpochs()) {
                stop = stop.after(metric.getAsDouble(), progress.epoch(), Mode.MIN, rule.minDelta());
            }
        }
        Best keep = kept;
        if (config.keepBest().isPresent()) {
            OptionalDouble metric = summary.metric(config.keepBest().get());
            if (metric.isPresent()) {
                keep = keep.after(metric.getAsDouble(), progress.epoch(), Mode.MIN, 0);
            }
        }
        Progress end = progress.afterEpoch();
        return new TrainState(end, 0, learningRates.stream().map(s -> s.after(summary, end)).toList(), stop, keep);
    }

    /// Whether the epoch that has just ended has the best weights so far.
    public boolean hasBest() {
        return kept.epoch() == progress.epoch() - 1 && kept.epoch() >= 0;
    }

    /// Whether the stopping rule says that it is enough.
    public boolean stopsEarly(TrainerConfig config) {
        return config.earlyStopping().isPresent() && stopping.waited() >= config.earlyStopping().get().patience();
    }
}
