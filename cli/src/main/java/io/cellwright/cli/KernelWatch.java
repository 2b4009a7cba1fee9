package io.cellwright.cli;

import java.util.ArrayList;
import java.util.List;

/// Takes the time of a kernel, run by run, in bursts between those of others.
final class KernelWatch {
    private static final long BURST_NANOS = 3_000_000;

    private final KernelCase kernel;
    private final int threads;
    private final List<Double> seconds = new ArrayList<>();

    KernelWatch(KernelCase kernel, int threads) {
        this.kernel = kernel;
        this.threads = threads;
    }

    /// Runs it for some milliseconds, at least once; `measured` says whether the times count.
    void burst(boolean measured) {
        long begun = System.nanoTime();
        long now;
        do {
            kernel.restore().run();
            long start = System.nanoTime();
            kernel.run().run();
            now = System.nanoTime();
            if (measured) {
                seconds.add((now - start) / 1e9);
            }
        } while (now - begun < BURST_NANOS);
    }

    /// What came of it.
    ///
    /// @param kernel what was run
    /// @param threads that ran it
    /// @param sortedSeconds of all runs that count, from the shortest to the longest
    /// @param checksum SHA-256 of the results
    record Measured(KernelCase kernel, int threads, List<Double> sortedSeconds, String checksum) {
        /// The time that the share `q` of all runs does not pass.
        double quantile(double q) {
            return sortedSeconds.get((int) Math.min(sortedSeconds.size() - 1, Math.floor(q * sortedSeconds.size())));
        }

        /// Operations a second, in billions.
        double gigaflops() {
            return kernel.work().flop() / quantile(0.5) / 1e9;
        }

        /// Bytes a second, in billions.
        double gigabytes() {
            return kernel.work().bytes() / quantile(0.5) / 1e9;
        }

        /// The least time over the median.
        double shareOf(Ceilings ceilings) {
            return ceilings.leastSeconds(kernel.work()) / quantile(0.5);
        }
    }

    Measured measured() {
        return new Measured(kernel, threads, seconds.stream().sorted().toList(), kernel.checksum());
    }
}
