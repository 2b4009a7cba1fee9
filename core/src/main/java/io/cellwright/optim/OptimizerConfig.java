package io.cellwright.optim;

/// Which update rule, with its constants. The learning rate is not among them: it comes with each step.
public sealed interface OptimizerConfig {
    /// Whether there is a momentum, or a beta1, that a schedule can move.
    default boolean hasMomentum() {
        return switch (this) {
            case Adam c -> true;
            case AdamW c -> true;
            case Sgd c -> c.momentum() != 0;
        };
    }

    /// The same rule with another decay.
    default OptimizerConfig withWeightDecay(double decay) {
        return switch (this) {
            case Adam c -> new Adam(c.beta1(), c.beta2(), c.epsilon(), decay);
            case AdamW c -> new AdamW(c.beta1(), c.beta2(), c.epsilon(), decay);
            case Sgd c -> new Sgd(c.momentum(), decay);
        };
    }

    /// Adam with L2 decay in the gradient.
    ///
    /// @param beta1 decay of the first moment, in [0, 1)
    /// @param beta2 decay of the second moment, in [0, 1)
    /// @param epsilon added to the root of the second moment, outside it
    /// @param weightDecay times the parameter is added to its gradient
    record Adam(double beta1, double beta2, double epsilon, double weightDecay) implements OptimizerConfig {}

    /// Adam with decay apart from the gradient.
    ///
    /// @param beta1 decay of the first moment, in [0, 1)
    /// @param beta2 decay of the second moment, in [0, 1)
    /// @param epsilon added to the root of the second moment, outside it
    /// @param weightDecay times rate times the parameter is taken off
    record AdamW(double beta1, double beta2, double epsilon, double weightDecay) implements OptimizerConfig {}

    /// Stochastic gradient descent.
    ///
    /// @param momentum in [0, 1)
    /// @param weightDecay times the parameter is added to its gradient
    record Sgd(double momentum, double weightDecay) implements OptimizerConfig {}
}
