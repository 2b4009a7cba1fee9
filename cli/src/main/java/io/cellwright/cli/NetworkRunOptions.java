package io.cellwright.cli;

import java.util.Optional;

import io.cellwright.task.network.FitOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What a run takes and what it does not leave to chance.
final class NetworkRunOptions {
    @Option(names = "--seed", paramLabel = "N", description = "Of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed = FitOptions.DEFAULT.seed();

    @Mixin
    private MemoryOption.InMemory memory = new MemoryOption.InMemory();

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    long seed() {
        return seed;
    }

    Optional<MemoryBudget> memory() {
        return memory.budget();
    }

    int threads() {
        return compute.threads();
    }
}
