package io.cellwright.task.network;

/// How a network comes by its weights.
public sealed interface Fitting permits FitOptions, ComponentsFit, RegressionFit, MeanFit {
    /// Of the split, and of everything random in the fit.
    long seed();

    /// The same with another seed.
    Fitting withSeed(long other);

    /// What is said of minibatches.
    ///
    /// @throws IllegalArgumentException if there are none
    default FitOptions byMinibatches() {
        throw new IllegalArgumentException("there are no epochs and no minibatches to be set: the network is fitted to all "
                + "training cells at once, by " + this);
    }
}
