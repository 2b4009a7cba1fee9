package io.cellwright.train;

import java.util.OptionalDouble;

import io.cellwright.schedule.EpochSummary;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.lr.LrScheduler;

/// Everything that a run remembers beside weights and moments; a value.
///
/// @param progress finished work
/// @param learningRate the scheduler as it is now
/// @param bestStop lowest value of the stopping metric
/// @param waited checks since then
/// @param bestKept lowest value of the metric whose weights are kept
public record TrainState(Progress progress, LrScheduler learningRate, double bestStop, int waited, double bestKept) {
    /// A run that has not begun.
    public static TrainState start(LrScheduler learningRate) {
        return new TrainState(Progress.START, learningRate, Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY);
    }

    /// After one more step.
    public TrainState afterStep(int cells) {
        return new TrainState(progress.afterStep(cells), learningRate, bestStop, waited, bestKept);
    }

    /// After one more epoch.
    public TrainState afterEpoch(EpochSummary summary, TrainerConfig config) {
        double stop = bestStop;
        int wait = waited;
        if (config.earlyStopping().isPresent()) {
            EarlyStopping rule = config.earlyStopping().get();
            OptionalDouble metric = summary.metric(rule.metric());
            if (metric.isPresent() && progress.epoch() >= rule.warmupEpochs()) {
                boolean better = metric.getAsDouble() < stop - rule.minDelta();
                stop = better ? metric.getAsDouble() : stop;
                wait = better ? 0 : wait + 1;
            }
        }
        double kept = bestKept;
        if (improves(summary, config)) {
            kept = summary.metric(config.keepBest().orElseThrow()).getAsDouble();
        }
        Progress end = progress.afterEpoch();
        return new TrainState(end, learningRate.after(summary, end), stop, wait, kept);
    }

    /// Whether this epoch's weights are the best so far.
    public boolean improves(EpochSummary summary, TrainerConfig config) {
        return config.keepBest().isPresent()
                && summary.metric(config.keepBest().get()).orElse(Double.POSITIVE_INFINITY) < bestKept;
    }

    /// Whether the stopping rule says that it is enough.
    public boolean stopsEarly(TrainerConfig config) {
        return config.earlyStopping().isPresent() && waited >= config.earlyStopping().get().patience();
    }
}
