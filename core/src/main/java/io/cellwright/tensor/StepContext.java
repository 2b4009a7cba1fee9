package io.cellwright.tensor;

/// What a forward pass needs to know about the step that it belongs to.
///
/// @param workspace memory and tape of the step
/// @param training whether layers behave as in training: minibatch statistics, dropout
/// @param movesStatistics whether the running statistics of batch normalisation move; only with `training`
/// @param noise where random numbers come from
public record StepContext(Workspace workspace, boolean training, boolean movesStatistics, Noise noise) {
    /// A training step.
    public static StepContext training(Workspace workspace, Noise noise) {
        return new StepContext(workspace, true, true, noise);
    }

    /// Evaluation: running statistics, no dropout.
    public static StepContext evaluation(Workspace workspace, Noise noise) {
        return new StepContext(workspace, false, false, noise);
    }

    /// The same step with running statistics left alone.
    public StepContext keepingStatistics() {
        return new StepContext(workspace, training, false, noise);
    }
}
