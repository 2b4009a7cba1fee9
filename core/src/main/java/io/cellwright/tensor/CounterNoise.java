package io.cellwright.tensor;

/// Numbers keyed by seed, stream, step and the count of calls within the step.
final class CounterNoise implements Noise {
    private final long seed;
    private final long step;
    private int draws;
    private int masks;

    CounterNoise(long seed, long step) {
        this.seed = seed;
        this.step = step;
    }

    @Override
    public Tensor standardNormal(Workspace workspace, Shape shape, Stream stream) {
        Tensor noise = workspace.tensor(shape);
        workspace.kernels().elementwise().standardNormal(noise.address(), noise.count(),
                Rng.key(seed, stream, step, draws++));
        return noise;
    }

    @Override
    public long dropoutKey() {
        return Rng.key(seed, Stream.DROPOUT, step, masks++);
    }
}
