package io.cellwright.plan;

import java.util.OptionalDouble;

/// What `AdversarialTrainingPlan` adds to the arguments of `TrainingPlan`.
///
/// @param scale weight of the adversarial losses; open: 1 - the weight of the divergence
/// @param lr learning rate of the classifier
/// @param eps Adam's epsilon for the classifier
/// @param weightDecay L2 decay of the classifier
/// @param stepsCountTwice whether a warm-up in steps counts the classifier's updates too, and so is over in half the
///     steps, as in scvi-tools
public record AdversarialConfig(OptionalDouble scale, double lr, double eps, double weightDecay,
        boolean stepsCountTwice) {
    /// As it should be: scvi-tools' numbers, a step counted once.
    public static final AdversarialConfig DEFAULT = new AdversarialConfig(OptionalDouble.empty(), 1e-3, 0.01, 1e-6,
            false);
    /// As scvi-tools.
    public static final AdversarialConfig PARITY = new AdversarialConfig(OptionalDouble.empty(), 1e-3, 0.01, 1e-6, true);

    /// Checks ranges.
    public AdversarialConfig {
        if (scale.isPresent() && !(scale.getAsDouble() >= 0)) {
            throw new IllegalArgumentException("scale_adversarial_loss must be at least 0 but was "
                    + scale.getAsDouble());
        }
        if (!(lr >= 0) || !(weightDecay >= 0) || !(eps > 0)) {
            throw new IllegalArgumentException("lr and weight_decay of the adversarial classifier must be at least 0 "
                    + "and eps above 0 but were " + lr + ", " + weightDecay + ", " + eps);
        }
    }
}
