package io.cellwright.kernel;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.cellwright.kernel.Buffers.normal;
import static io.cellwright.kernel.KernelAssertions.assertAllocatesAtMost;
import static io.cellwright.kernel.KernelAssertions.assertClose;
import static io.cellwright.kernel.KernelAssertions.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// What each update rule in floats promises, against double.
abstract class OptimizeContract {
    private static final double TOLERANCE = 0x1p-21;
    private static final Element F32 = Element.FLOAT32;
    private static final Element F64 = Element.FLOAT64;

    abstract Optimize optimize(WorkerPool pool);

    private interface Rule {
        /// One step of parameters with their gradients and moments.
        void step(Optimize optimize, long p, long g, long m, long v, int count, int step);
    }

    private static final Rule ADAM = (optimize, p, g, m, v, count, step) -> optimize.adam(p, g, m, v, count, 0.01, 0.9,
            0.999, 1e-3, 0.1, 1 - Math.pow(0.9, step), 1 - Math.pow(0.999, step));
    private static final Rule ADAM_W = (optimize, p, g, m, v, count, step) -> optimize.adamW(p, g, m, v, count, 0.01,
            0.9, 0.999, 1e-3, 0.1, 1 - Math.pow(0.9, step), 1 - Math.pow(0.999, step));
    private static final Rule SGD = (optimize, p, g, m, v, count, step) -> optimize.sgd(p, g, 0, count, 0.1, 0, 0.1,
            step == 1);
    private static final Rule MOMENTUM = (optimize, p, g, m, v, count, step) -> optimize.sgd(p, g, m, count, 0.1, 0.9,
            0.1, step == 1);
    private static final Rule[] RULES = {ADAM, ADAM_W, SGD, MOMENTUM};

    /// Parameters and both moments after three steps with a gradient for each.
    private static double[][] threeSteps(Rule rule, Optimize optimize, Element element, int count, double spoilt) {
        Random random = new Random(count);
        try (Buffers b = new Buffers(element)) {
            long p = b.put(normal(random, count));
            long m = b.put(new double[count]);
            long v = b.put(new double[count]);
            for (int step = 1; step <= 3; step++) {
                double[] gradient = normal(random, count);
                gradient[count - 1] += step == 2 ? spoilt : 0;
                rule.step(optimize, p, b.put(gradient), m, v, count, step);
            }
            return new double[][]{b.get(p, count), b.get(m, count), b.get(v, count)};
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 17, 128, 1999, 2000, 40003})
    void agreesWithDouble(int count) {
        try (WorkerPool pool = new WorkerPool(2)) {
            Optimize exact = new PlainOptimize(F64, pool);
            for (int k = 0; k < RULES.length; k++) {
                double[][] actual = threeSteps(RULES[k], optimize(pool), F32, count, 0);
                double[][] expected = threeSteps(RULES[k], exact, F64, count, 0);
                for (int r = 0; r < 3; r++) {
                    assertClose("rule %d, count and seed %d, result %d".formatted(k, count, r), actual[r], expected[r],
                            scale(expected[r]), TOLERANCE);
                }
            }
        }
    }

    /// Ones, or magnitudes where they are larger.
    private static double[] scale(double... expected) {
        return Arrays.stream(expected).map(x -> Math.max(1, Math.abs(x))).toArray();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void spoilsOnlyTheNumberWhoseGradientIsNotFinite(double value) {
        try (WorkerPool pool = new WorkerPool(1)) {
            for (Rule rule : RULES) {
                double[] p = threeSteps(rule, optimize(pool), F32, 37, value)[0];
                double[] clean = threeSteps(rule, optimize(pool), F32, 37, 0)[0];
                assertThat(Double.isFinite(p[36])).as("the spoilt number is finite").isFalse();
                assertSame("others, seed 37", Arrays.copyOf(p, 36), Arrays.copyOf(clean, 36));
            }
        }
    }

    @Test
    void adamMovesByTheRateInItsFirstStep() {
        double[] gradients = {3, -0.5, 1e-4};
        try (WorkerPool pool = new WorkerPool(1); Buffers b = new Buffers(F32)) {
            long p = b.put(1, 1, 1);
            optimize(pool).adam(p, b.put(gradients), b.put(0, 0, 0), b.put(0, 0, 0), 3, 0.25, 0.9, 0.999, 0, 0, 0.1,
                    0.001);
            assertThat(b.get(p, 3)).as("after Adam").containsExactly(new double[]{0.75, 1.25, 0.75}, within(1e-6));
            long q = b.put(1, 1, 1);
            optimize(pool).adamW(q, b.put(gradients), b.put(0, 0, 0), b.put(0, 0, 0), 3, 0.25, 0.9, 0.999, 0, 0.5, 0.1,
                    0.001);
            assertThat(b.get(q, 3)).as("after AdamW").containsExactly(new double[]{0.625, 1.125, 0.625}, within(1e-6));
        }
    }

    @Test
    void momentumStartsAtTheFirstGradientWhateverTheBufferHeld() {
        try (WorkerPool pool = new WorkerPool(1); Buffers b = new Buffers(F32)) {
            long p = b.put(1, 2);
            long g = b.put(4, -2);
            long m = b.put(Double.NaN, 7);
            optimize(pool).sgd(p, g, m, 2, 0.125, 0.5, 0, true);
            optimize(pool).sgd(p, g, m, 2, 0.125, 0.5, 0, false);
            assertThat(b.get(m, 2)).as("moment").containsExactly(6, -3);
            assertThat(b.get(p, 2)).as("parameters").containsExactly(1 - 0.125 * 10, 2 + 0.125 * 5);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 17, 4096, 300_001})
    void sumsSquaresInDouble(int count) {
        double[] values = normal(new Random(count), count);
        double sum = Arrays.stream(values).map(x -> x * x).sum();
        try (WorkerPool pool = new WorkerPool(2); Buffers b = new Buffers(F32)) {
            assertThat(optimize(pool).sumOfSquares(b.put(values), count)).as("count and seed %d", count)
                    .isCloseTo(sum, within(0x1p-36 * sum));
        }
    }

    @Test
    void scalesAndClamps() {
        double[] values = normal(new Random(3), 1999);
        values[1] = Double.NaN;
        values[2] = Double.NEGATIVE_INFINITY;
        values[1998] = Double.POSITIVE_INFINITY;
        try (WorkerPool pool = new WorkerPool(2); Buffers b = new Buffers(F32)) {
            long scaled = b.put(values);
            optimize(pool).scale(scaled, 1999, 0.25);
            assertSame("scaled, seed 3", b.get(scaled, 1999), Arrays.stream(values).map(x -> 0.25 * x).toArray());
            long clamped = b.put(values);
            optimize(pool).clamp(clamped, 1999, 0.5);
            assertSame("clamped, seed 3", b.get(clamped, 1999),
                    Arrays.stream(values).map(x -> Math.min(Math.max(x, -0.5), 0.5)).toArray());
        }
    }

    @Test
    void givesTheSameBitsWithAnyNumberOfThreads() {
        int count = 200_003;
        double[] values = normal(new Random(5), count);
        try (WorkerPool one = new WorkerPool(1); Buffers b = new Buffers(F32)) {
            long g = b.put(values);
            for (int threads : new int[]{2, 5}) {
                try (WorkerPool pool = new WorkerPool(threads)) {
                    String what = threads + " threads, seed 5";
                    for (Rule rule : RULES) {
                        assertSame(what, threeSteps(rule, optimize(pool), F32, count, 0)[0],
                                threeSteps(rule, optimize(one), F32, count, 0)[0]);
                    }
                    assertThat(optimize(pool).sumOfSquares(g, count)).as(what)
                            .isEqualTo(optimize(one).sumOfSquares(g, count));
                }
            }
        }
    }

    @Tag("allocation")
    @Test
    void allocatesNextToNothing() {
        int count = 333;
        double[] values = normal(new Random(5), count);
        try (WorkerPool pool = new WorkerPool(1); Buffers b = new Buffers(F32)) {
            Optimize optimize = optimize(pool);
            long p = b.put(values);
            long g = b.put(values);
            long m = b.put(values);
            long v = b.put(new double[count]);
            for (Rule rule : RULES) {
                assertAllocatesAtMost(1024, "a rule", () -> rule.step(optimize, p, g, m, v, count, 2));
            }
            assertAllocatesAtMost(1024, "sumOfSquares", () -> optimize.sumOfSquares(g, count));
            assertAllocatesAtMost(1024, "scale", () -> optimize.scale(g, count, 1));
            assertAllocatesAtMost(1024, "clamp", () -> optimize.clamp(g, count, 1));
        }
    }
}
