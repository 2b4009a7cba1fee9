package io.cellwright.tensor;

/// What a training step does, one after the other. Where losses are made of several passes through a network, parts come
/// more than once.
public enum StepPart {
    /// The cells of the minibatch are copied into the memory of the step.
    MINIBATCH,
    /// The layers of the network, up to what the loss is made of; where a network does not tell them apart, with it.
    FORWARD,
    /// The loss; that of counts makes its gradients on the way.
    LOSS,
    /// The gradients of all weights.
    BACKWARD,
    /// The norm of the gradients, and the weights' update.
    UPDATE;

    /// Hears when a part begins, in the thread that takes the step.
    @FunctionalInterface
    public interface Watch {
        /// That part begins, and with it the one before is over.
        void begins(StepPart part);

        /// Nobody listens.
        Watch NONE = part -> { };
    }
}
