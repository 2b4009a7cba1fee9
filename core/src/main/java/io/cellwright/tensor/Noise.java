package io.cellwright.tensor;

/// Where a forward pass gets its randomness from. Numbers depend on the place in the program, not on time or threads.
public interface Noise {
    /// An n x k tensor of independent standard normal numbers. Each call of one step gives others.
    Tensor standardNormal(Workspace workspace, Shape shape, Stream stream);

    /// The key of the next dropout mask of this step.
    long dropoutKey();

    /// The numbers of step `step` of a run with this seed.
    static Noise of(long seed, long step) {
        return new CounterNoise(seed, step);
    }
}
