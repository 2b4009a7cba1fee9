package io.cellwright.kernel;

import java.util.Arrays;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VectorElementwiseTest extends ElementwiseContractTest {
    @Override
    Elementwise underTest(WorkerPool pool) {
        return new VectorElementwise(pool);
    }

    @Tag("allocation")
    @Test
    void compiledLoopsAllocateNothingThatGrowsWithTheBuffers() {
        int count = 8191;
        try (WorkerPool pool = new WorkerPool(1); GuardedMemory memory = new GuardedMemory(Element.FLOAT32)) {
            Elementwise kernel = underTest(pool);
            long x = memory.of(positives(count, 10, 1));
            long y = memory.of(blank(count));
            long dx = memory.of(blank(count));
            for (Elementwise.Function f : Elementwise.Function.values()) {
                allocatesLittle(f.toString(), () -> kernel.apply(f, x, y, count));
                allocatesLittle(f + " gradient", () -> kernel.gradient(f, x, y, x, dx, count, true));
            }
            allocatesLittle("dropout", () -> kernel.dropout(x, y, count, 0.1, 1, true));
            allocatesLittle("standardNormal", () -> kernel.standardNormal(y, count, 1));
            allocatesLittle("scaleRows", () -> kernel.scaleRows(x, y, dx, count / 10, 10, true));
            allocatesLittle("rowSum", () -> kernel.rowSum(x, y, count / 10, 10, true));
            allocatesLittle("weightedSum", () -> assertThat(kernel.weightedSum(x, x, count)).isPositive());
            allocatesLittle("firstNonFinite", () -> assertThat(kernel.firstNonFinite(x, count)).isNegative());
        }
    }

    private static void allocatesLittle(String what, Runnable call) {
        KernelAssertions.assertAllocatesAtMost(1024, what, call);
    }

    /// Buffers of that length do not fit into a test, so the loops are called on the elements around 2^32.
    @Test
    void elementsBeyondTheRangeOfIntsAreHashedByTheirWholeIndex() {
        int count = 4 * VectorMath.LANES;
        long key = 99;
        for (long start : new long[] {0, 1L << 31, (1L << 32) - count, 1L << 32, 5L << 32}) {
            double[] ones = new double[count];
            Arrays.fill(ones, 1);
            double[][] after = run(underTest(), Element.FLOAT32, (k, at) -> {
                VectorElementwise.drop(at[0], at[1], start, count, 1f, CounterHash.dropThreshold(0.5), key, false);
                VectorElementwise.draw(at[2], start, count, key);
            }, ones, blank(count), blank(count));
            for (int i = 0; i < count; i++) {
                int fraction = CounterHash.fraction(key, start + i);
                assertThat(after[1][i]).as("element %d", start + i).isEqualTo(fraction < 1 << 23 ? 0 : 1);
                assertThat(after[2][i]).as("element %d", start + i).isEqualTo((fraction + 0.5) / (1 << 24) - 0.5);
            }
        }
        assertThat(VectorElementwise.sameSeed((1L << 32) - 64, 100)).isEqualTo(64);
        assertThat(VectorElementwise.sameSeed(1L << 32, 100)).isEqualTo(100);
    }
}
