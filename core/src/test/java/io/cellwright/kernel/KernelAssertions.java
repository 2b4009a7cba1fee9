package io.cellwright.kernel;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;

import com.sun.management.ThreadMXBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/// What all kernels promise, in the form of assertions.
final class KernelAssertions {
    private static final int CALLS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private KernelAssertions() {}

    /// Each number is within `tolerance` times its scale of what is expected; NaN and infinities must be the same.
    static void assertClose(String what, double[] actual, double[] expected, double[] scale, double tolerance) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            double allowed = tolerance * scale[i];
            boolean close = Double.isFinite(expected[i])
                    ? Math.abs(actual[i] - expected[i]) <= allowed
                    : Double.compare(actual[i], expected[i]) == 0;
            if (!close) {
                fail("%s: number %d should be %s within %s but was %s", what, i, expected[i], allowed, actual[i]);
            }
        }
    }

    /// Checks several results, each within `tolerance` of its largest finite number, or of 1 where that is smaller.
    static void assertAllClose(String what, double[][] actual, double[][] expected, double tolerance) {
        for (int k = 0; k < expected.length; k++) {
            double largest = Arrays.stream(Buffers.magnitudes(expected[k])).filter(Double::isFinite).max().orElse(1);
            double[] scale = new double[expected[k].length];
            Arrays.fill(scale, Math.max(1, largest));
            assertClose(what + ", result " + k, actual[k], expected[k], scale, tolerance);
        }
    }

    /// The same bits.
    static void assertSame(String what, double[] actual, double[] expected) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            if (Double.doubleToRawLongBits(actual[i]) != Double.doubleToRawLongBits(expected[i])) {
                fail("%s: number %d should be %s to the bit but was %s", what, i, expected[i], actual[i]);
            }
        }
    }

    /// Once compiled, a call allocates at most `bound` bytes on the calling thread, in a JVM in which many accesses have
    /// failed. Before that vectors are objects, so this calls until the bound holds or patience is at its end.
    static void assertAllocatesAtMost(long bound, String what, Runnable call) {
        FailedAccesses.happen();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = Long.MAX_VALUE;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (bytes > bound && System.nanoTime() < end) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            bytes = (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
        }
        assertThat(bytes).as("bytes allocated by a call of %s", what).isLessThanOrEqualTo(bound);
    }
}
