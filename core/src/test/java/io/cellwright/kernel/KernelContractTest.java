package io.cellwright.kernel;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

/// What the contract tests of kernel families share: one call on a family under test, which stores floats, and on
/// the plain family that stores doubles, both on copies of the same buffers.
///
/// @param <F> the family
abstract class KernelContractTest<F> {
    /// Teams of 1, 2 and 5 workers: the bits must be the same with each.
    private static final List<WorkerPool> POOLS = List.of(new WorkerPool(1), new WorkerPool(2), new WorkerPool(5));

    /// A call on buffers at the addresses `at`.
    interface Call<F> {
        void run(F kernel, long[] at);
    }

    /// How far the numbers of a family may lie from those in double.
    record Tolerance(double absolute, double relative) {
        static final Tolerance EXACT = new Tolerance(0, 0);
        /// One rounding to float.
        static final Tolerance ROUNDED = new Tolerance(1e-45, 6e-8);

        private boolean holds(double actual, double expected) {
            if (Double.isNaN(expected) || Double.isNaN(actual)) {
                return Double.isNaN(expected) && Double.isNaN(actual);
            }
            double nearest = (float) expected;
            if (Double.isInfinite(nearest) || Double.isInfinite(actual)) {
                return nearest == actual;
            }
            return Math.abs(actual - expected) <= absolute + relative * Math.abs(expected);
        }
    }

    /// The family under test, which stores floats.
    abstract F underTest(WorkerPool pool);

    /// The plain family that stores doubles.
    abstract F oracle(WorkerPool pool);

    static List<WorkerPool> pools() {
        return POOLS;
    }

    final F underTest() {
        return underTest(POOLS.getFirst());
    }

    final F oracle() {
        return oracle(POOLS.getFirst());
    }

    /// Checks that the family under test gives what the oracle gives, in all buffers, and the same bits with all pools.
    final void agrees(String what, Tolerance tolerance, Call<F> call, double[]... buffers) {
        double[][] inputs = new double[buffers.length][];
        for (int b = 0; b < buffers.length; b++) {
            inputs[b] = rounded(buffers[b]);
        }
        double[][] expected = run(oracle(), Element.FLOAT64, call, inputs);
        double[][] actual = run(underTest(), Element.FLOAT32, call, inputs);
        for (int b = 0; b < buffers.length; b++) {
            for (int i = 0; i < buffers[b].length; i++) {
                if (!tolerance.holds(actual[b][i], expected[b][i])) {
                    assertThat(actual[b][i]).as("%s: buffer %d, element %d", what, b, i).isEqualTo(expected[b][i]);
                }
            }
        }
        for (WorkerPool pool : POOLS) {
            double[][] again = run(underTest(pool), Element.FLOAT32, call, inputs);
            for (int b = 0; b < buffers.length; b++) {
                assertThat(again[b]).as("%s: buffer %d with %d threads", what, b, pool.threads())
                        .isEqualTo(actual[b]);
            }
        }
    }

    /// What the buffers hold after the call.
    final double[][] run(F kernel, Element element, Call<F> call, double[]... buffers) {
        try (GuardedMemory memory = new GuardedMemory(element)) {
            long[] at = new long[buffers.length];
            for (int b = 0; b < buffers.length; b++) {
                at[b] = memory.of(buffers[b]);
            }
            call.run(kernel, at);
            double[][] after = new double[buffers.length][];
            for (int b = 0; b < buffers.length; b++) {
                after[b] = memory.read(at[b], buffers[b].length);
            }
            return after;
        }
    }

    /// Checks that `gradient` writes to its last buffer the gradient of `sum(d y)` for buffer `input`, where `value`
    /// computes its last buffer y and d is random: central differences in double.
    ///
    /// @param value call on `inputs` and y
    /// @param gradient call on `inputs`, y, d and the gradient
    final void checkGradient(String what, Call<F> value, Call<F> gradient, int input, int outputs, long seed,
            double[]... inputs) {
        double[] d = normals(outputs, 1, seed);
        double[] y = valueOf(value, outputs, inputs);
        double[][] buffers = Arrays.copyOf(inputs, inputs.length + 3);
        buffers[inputs.length] = y;
        buffers[inputs.length + 1] = d;
        buffers[inputs.length + 2] = blank(inputs[input].length);
        double[] actual = run(oracle(), Element.FLOAT64, gradient, buffers)[inputs.length + 2];
        for (int i = 0; i < actual.length; i++) {
            double x = inputs[input][i];
            double step = 1e-5 * (1 + Math.abs(x));
            inputs[input][i] = x + step;
            double above = dot(d, valueOf(value, outputs, inputs));
            inputs[input][i] = x - step;
            double below = dot(d, valueOf(value, outputs, inputs));
            inputs[input][i] = x;
            double expected = (above - below) / (2 * step);
            assertThat(actual[i]).as("%s: gradient of element %d, seed %d", what, i, seed)
                    .isCloseTo(expected, offset(2e-8 * (1 + Math.abs(expected))));
        }
    }

    private double[] valueOf(Call<F> value, int outputs, double[]... inputs) {
        double[][] buffers = Arrays.copyOf(inputs, inputs.length + 1);
        buffers[inputs.length] = blank(outputs);
        return run(oracle(), Element.FLOAT64, value, buffers)[inputs.length];
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /// A call that is given room.
    interface InRoom {
        void run(long room);
    }

    /// Runs a call with room of its own, in which nothing but NaN stands.
    static void inRoom(long bytes, InRoom call) {
        try (Arena arena = Arena.ofConfined()) {
            call.run(Memory.allocate(arena, bytes).fill((byte) -1).address());
        }
    }

    /// Normal numbers times `scale`.
    static double[] normals(int count, double scale, long seed) {
        Random random = new Random(seed);
        double[] values = new double[count];
        Arrays.setAll(values, i -> scale * random.nextGaussian());
        return values;
    }

    /// Positive numbers from about `1 / spread` to `spread`.
    static double[] positives(int count, double spread, long seed) {
        double[] values = normals(count, Math.log(spread) / 2, seed);
        Arrays.setAll(values, i -> Math.exp(values[i]));
        return values;
    }

    /// An output: what a kernel must overwrite, not read.
    static double[] blank(int count) {
        double[] values = new double[count];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    /// An output that is added to, or not.
    static double[] output(int count, boolean add, long seed) {
        return add ? normals(count, 1, seed) : blank(count);
    }

    /// As they are when stored as floats.
    static double[] rounded(double[] values) {
        double[] floats = new double[values.length];
        Arrays.setAll(floats, i -> (float) values[i]);
        return floats;
    }
}
