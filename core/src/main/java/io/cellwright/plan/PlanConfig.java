package io.cellwright.plan;

import java.util.Optional;

import io.cellwright.optim.OptimizerConfig;
import io.cellwright.schedule.lr.LrSchedule;
import io.cellwright.schedule.lr.LrScheduler;
import io.cellwright.schedule.lr.ScheduledValue;

/// How the weights of a network move.
///
/// @param lr learning rate from which `schedule` starts, at least 0
/// @param optimizer the rule of a step
/// @param schedule how the rate moves; empty where it stays
/// @param dropout rate of dropout in all layers that have it, in [0, 1); empty for the network's own
public record PlanConfig(double lr, OptimizerConfig optimizer, Optional<LrSchedule> schedule,
        Optional<ScheduledValue> dropout) {
    /// Torch's Adam, as scDLKit has it: rate 1e-3, betas 0.9 and 0.999, epsilon 1e-8, no decay.
    public static final PlanConfig ADAM = new PlanConfig(1e-3, new OptimizerConfig.Adam(0.9, 0.999, 1e-8, 0),
            Optional.empty(), Optional.empty());

    /// Checks the range.
    public PlanConfig {
        if (!(lr >= 0 && lr < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("lr must be at least 0 and finite but was " + lr);
        }
    }

    /// The same with another rate.
    public PlanConfig withLr(double other) {
        return new PlanConfig(other, optimizer, schedule, dropout);
    }

    /// The same with another rule.
    public PlanConfig withOptimizer(OptimizerConfig other) {
        return new PlanConfig(lr, other, schedule, dropout);
    }

    /// The same with a rate that moves so.
    public PlanConfig withSchedule(LrSchedule other) {
        return new PlanConfig(lr, optimizer, Optional.of(other), dropout);
    }

    /// The same with another rate of dropout.
    public PlanConfig withDropout(ScheduledValue other) {
        return new PlanConfig(lr, optimizer, schedule, Optional.of(other));
    }

    LrScheduler learningRate() {
        return schedule.map(how -> how.start(lr)).orElse(LrScheduler.constant(lr));
    }
}
