package io.cellwright.cli;

import java.util.Optional;

import io.cellwright.tensor.Device;
import picocli.CommandLine.Option;

/// What computes.
final class ComputeOptions {
    @Option(names = "--threads", paramLabel = "N",
            description = "Threads to compute with; they do not change the result. Default: one a core, at most 16.")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--device", paramLabel = "NAME",
            description = "'cpu', or 'auto', which is the same: there are no kernels for GPUs. Default: ${DEFAULT-VALUE}.")
    private String device = Device.AUTO;

    @Option(names = "--mixed-precision", hidden = true,
            description = "Refused: numbers are float32, which on a CPU nothing narrower beats.")
    private boolean mixedPrecision;

    /// The number of threads.
    ///
    /// @throws IllegalArgumentException if it is out of range, or what was asked for is not there
    int threads() {
        Device.requireKnown(device);
        if (mixedPrecision) {
            throw new IllegalArgumentException("there is no mixed precision: numbers are float32, sums of losses and "
                    + "metrics float64, and a CPU gains nothing by narrower ones; leave --mixed-precision out");
        }
        return TrainingOptions.threads(threads);
    }
}
