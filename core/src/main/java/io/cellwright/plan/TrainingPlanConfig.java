package io.cellwright.plan;

import java.util.Optional;

import io.cellwright.optim.OptimizerConfig;
import io.cellwright.schedule.formula.LinearDecay;
import io.cellwright.schedule.lr.LrScheduler;
import io.cellwright.schedule.lr.ReduceLROnPlateau;

/// The arguments of scvi-tools' `TrainingPlan`.
///
/// @param lr learning rate
/// @param weightDecay L2 decay
/// @param eps Adam's epsilon
/// @param klWarmup weight of the divergence
/// @param plateau lowers the rate when a metric stops falling
/// @param decay lowers the rate as planned; not together with `plateau`. scvi-tools has no such thing
public record TrainingPlanConfig(double lr, double weightDecay, double eps, KlWarmup klWarmup,
        Optional<ReduceLROnPlateau.Rule> plateau, Optional<LinearDecay> decay) {
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
        if (plateau.isPresent() && decay.isPresent()) {
            throw new IllegalArgumentException("the learning rate can fall on a plateau or as planned, but not both");
        }
    }

    /// The same with another warm-up.
    public TrainingPlanConfig withKlWarmup(KlWarmup other) {
        return new TrainingPlanConfig(lr, weightDecay, eps, other, plateau, decay);
    }

    /// The same with another learning rate.
    public TrainingPlanConfig withLr(double other) {
        return new TrainingPlanConfig(other, weightDecay, eps, klWarmup, plateau, decay);
    }

    /// The same with a plateau rule.
    public TrainingPlanConfig withPlateau(ReduceLROnPlateau.Rule rule) {
        return new TrainingPlanConfig(lr, weightDecay, eps, klWarmup, Optional.of(rule), decay);
    }

    /// The same with a planned decay.
    public TrainingPlanConfig withDecay(LinearDecay planned) {
        return new TrainingPlanConfig(lr, weightDecay, eps, klWarmup, plateau, Optional.of(planned));
    }

    OptimizerConfig optimizer() {
        return new OptimizerConfig.Adam(0.9, 0.999, eps, weightDecay);
    }

    LrScheduler learningRate() {
        if (plateau.isPresent()) {
            return plateau.get().schedule().start(lr);
        }
        return decay.map(planned -> planned.start(lr)).orElse(LrScheduler.constant(lr));
    }
}
