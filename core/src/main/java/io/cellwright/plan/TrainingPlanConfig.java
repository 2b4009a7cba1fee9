package io.cellwright.plan;

import java.util.Optional;

import io.cellwright.optim.OptimizerConfig;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.lr.LrSchedule;
import io.cellwright.schedule.lr.LrScheduler;
import io.cellwright.schedule.lr.ReduceLROnPlateau;
import io.cellwright.schedule.lr.ScheduledValue;
import io.cellwright.tensor.StepContext;

/// The arguments of scvi-tools' `TrainingPlan`, with schedules where it has numbers.
///
/// @param lr learning rate from which `schedule` starts
/// @param weightDecay L2 decay
/// @param eps Adam's epsilon
/// @param klWeight weight of the divergence
/// @param schedule how the rate moves; empty where nobody said: it stays, unless a preset knows better
/// @param dropout rate of dropout in all layers that have it, in [0, 1); empty for the network's own
public record TrainingPlanConfig(double lr, double weightDecay, double eps, ScheduledValue klWeight,
        Optional<LrSchedule> schedule, Optional<ScheduledValue> dropout) {
    /// scvi-tools' defaults: rate 1e-3, decay 1e-6, epsilon 0.01, warm-up over 400 epochs, no plateau.
    public static final TrainingPlanConfig PARITY = new TrainingPlanConfig(1e-3, 1e-6, 0.01,
            KlWarmup.ofEpochsOrSteps(0, 1, 400, 0), Optional.empty(), Optional.empty());

    /// scvi-tools' plateau: `elbo_validation`, factor 0.6, patience 30, threshold 0, minimum 0.
    public static final ReduceLROnPlateau.Rule DEFAULT_PLATEAU = new ReduceLROnPlateau.Rule("elbo_validation", 0.6, 30,
            0, 0);

    /// Checks ranges.
    public TrainingPlanConfig {
        if (!(lr >= 0) || !(weightDecay >= 0) || !(eps > 0)) {
            throw new IllegalArgumentException("lr and weight_decay must be at least 0 and eps above 0 but were " + lr
                    + ", " + weightDecay + ", " + eps);
        }
    }

    /// The same with another weight of the divergence.
    public TrainingPlanConfig withKlWeight(ScheduledValue other) {
        return new TrainingPlanConfig(lr, weightDecay, eps, other, schedule, dropout);
    }

    /// The same with another learning rate.
    public TrainingPlanConfig withLr(double other) {
        return new TrainingPlanConfig(other, weightDecay, eps, klWeight, schedule, dropout);
    }

    /// The same with a rate that moves so.
    public TrainingPlanConfig withSchedule(LrSchedule other) {
        return new TrainingPlanConfig(lr, weightDecay, eps, klWeight, Optional.of(other), dropout);
    }

    /// The same with another rate of dropout.
    public TrainingPlanConfig withDropout(ScheduledValue other) {
        return new TrainingPlanConfig(lr, weightDecay, eps, klWeight, schedule, Optional.of(other));
    }

    OptimizerConfig optimizer() {
        return new OptimizerConfig.Adam(0.9, 0.999, eps, weightDecay);
    }

    LrScheduler learningRate() {
        return schedule.map(how -> how.start(lr)).orElse(LrScheduler.constant(lr));
    }

    /// The step with the rate of dropout that it is to have.
    StepContext applied(StepContext step, Progress now) {
        return dropout.map(rate -> step.withDropout(rate.at(now))).orElse(step);
    }
}
