package io.cellwright.kernel;

import java.util.Arrays;
import java.util.Random;

import io.cellwright.kernel.Norm.Then;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.cellwright.kernel.Buffers.magnitudes;
import static io.cellwright.kernel.Buffers.normal;
import static io.cellwright.kernel.KernelAssertions.assertAllocatesAtMost;
import static io.cellwright.kernel.KernelAssertions.assertClose;
import static io.cellwright.kernel.KernelAssertions.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

/// What each normalisation of a label grid promises, against one in double that makes the grid.
abstract class GridNormContract {
    private static final double OUTPUTS = 0x1p-20;
    private static final double GRADIENTS = 0x1p-18;
    private static final double EPSILON = 1e-3;
    private static final Element F32 = Element.FLOAT32;
    private static final Element F64 = Element.FLOAT64;
    private static final Then DROPPING = new Then(true, 0.3, 5);

    abstract GridNorm norm(WorkerPool pool);

    private record Grid(int n, int c, int h, double[] a_nh, double[] t_ch, double[] dy_cnh, double[] gamma_h,
            double[] beta_h, double[] mean_h, double[] variance_h, double[] memoryA_nh, double[] memoryT_ch) {
        static Grid random(int n, int c, int h, double offset, long seed) {
            Random random = new Random(seed);
            double[] a_nh = normal(random, n * h);
            for (int i = 0; i < a_nh.length; i++) {
                a_nh[i] = (float) (a_nh[i] + offset);
            }
            return new Grid(n, c, h, a_nh, normal(random, c * h), normal(random, c * n * h), normal(random, h),
                    normal(random, h), normal(random, h), magnitudes(normal(random, h)), normal(random, n * h),
                    normal(random, c * h));
        }

        /// Outputs, mean, inverse deviation and, after training, running mean and running variance.
        double[][] forward(GridNorm norm, Element element, boolean train, Then then) {
            try (Buffers b = new Buffers(element)) {
                long y = b.unset(c * n * h);
                long mean = b.unset(h);
                long invStd = b.unset(h);
                long runningMean = b.put(mean_h);
                long runningVariance = b.put(variance_h);
                if (train) {
                    norm.train(b.put(a_nh), b.put(t_ch), b.put(gamma_h), b.put(beta_h), mean, invStd, runningMean,
                            runningVariance, 0.1, EPSILON, y, then, n, c, h);
                } else {
                    norm.evaluate(b.put(a_nh), b.put(t_ch), b.put(gamma_h), b.put(beta_h), runningMean,
                            runningVariance, EPSILON, mean, invStd, y, then, n, c, h);
                }
                return new double[][]{b.get(y, c * n * h), b.get(mean, h), b.get(invStd, h), b.get(runningMean, h),
                        b.get(runningVariance, h)};
            }
        }

        /// Gradients of a, t, gamma, beta, from the outputs of `forward`.
        double[][] gradient(GridNorm norm, Element element, double[][] forward, boolean trained, boolean add,
                Then then) {
            try (Buffers b = new Buffers(element)) {
                long da = add ? b.put(memoryA_nh) : b.unset(n * h);
                long dt = add ? b.put(memoryT_ch) : b.unset(c * h);
                long dgamma = add ? b.put(beta_h) : b.unset(h);
                long dbeta = add ? b.put(gamma_h) : b.unset(h);
                norm.gradient(trained, b.put(dy_cnh), b.put(forward[0]), then, b.put(a_nh), b.put(t_ch),
                        b.put(forward[1]), b.put(forward[2]), b.put(gamma_h), da, add, dt, add, dgamma, dbeta, add, n,
                        c, h);
                return new double[][]{b.get(da, n * h), b.get(dt, c * h), b.get(dgamma, h), b.get(dbeta, h)};
            }
        }
    }

    private static void assertAllClose(String what, double[][] actual, double[][] expected, double tolerance) {
        for (int k = 0; k < expected.length; k++) {
            double largest = Arrays.stream(magnitudes(expected[k])).filter(Double::isFinite).max().orElse(1);
            double[] scale = new double[expected[k].length];
            Arrays.fill(scale, Math.max(1, largest));
            assertClose(what + ", result " + k, actual[k], expected[k], scale, tolerance);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,5,17", "3,1,16", "128,10,128", "127,3,33", "2,2,1999", "700,9,3"})
    void agreesWithDouble(int n, int c, int h) {
        long seed = 7919L * n + h;
        Grid grid = Grid.random(n, c, h, 0.5, seed);
        try (WorkerPool pool = new WorkerPool(2)) {
            GridNorm norm = norm(pool);
            GridNorm exact = new PlainGridNorm(F64, pool);
            for (Then then : new Then[]{Then.NOTHING, new Then(true, 0, 0), DROPPING}) {
                for (boolean train : new boolean[]{true, false}) {
                    String what = "n %d, c %d, h %d, seed %d, %s, train %s".formatted(n, c, h, seed, then, train);
                    double[][] forward = grid.forward(exact, F64, train, then);
                    assertAllClose(what, grid.forward(norm, F32, train, then), forward, OUTPUTS);
                    for (boolean add : new boolean[]{true, false}) {
                        // A sum over the labels of a cell is larger than its parts.
                        assertAllClose("gradient, add " + add + ", " + what,
                                grid.gradient(norm, F32, forward, train, add, then),
                                grid.gradient(exact, F64, forward, train, add, then), GRADIENTS);
                    }
                }
            }
        }
    }

    @Test
    void keepsDigitsWhereTheMeanIsLarge() {
        Grid grid = Grid.random(301, 4, 19, 1000, 4);
        try (WorkerPool pool = new WorkerPool(1)) {
            double[][] exact = grid.forward(new PlainGridNorm(F64, pool), F64, true, Then.NOTHING);
            // Half a unit in the last place of the mean is 2^-15 here.
            assertAllClose("seed 4", grid.forward(norm(pool), F32, true, Then.NOTHING), exact, 0x1p-14);
            assertAllClose("gradients, seed 4", grid.gradient(norm(pool), F32, exact, true, false, Then.NOTHING),
                    grid.gradient(new PlainGridNorm(F64, pool), F64, exact, true, false, Then.NOTHING), 0x1p-12);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void spoilsTheColumnOfWhatIsNotFiniteAndNoOther(double value) {
        Grid grid = Grid.random(9, 3, 37, 0, 8);
        grid.a_nh[4 * 37 + 36] = value;
        try (WorkerPool pool = new WorkerPool(1)) {
            double[] y = grid.forward(norm(pool), F32, true, Then.NOTHING)[0];
            for (int k = 0; k < y.length; k++) {
                assertThat(Double.isNaN(y[k])).as("output %d, seed 8", k).isEqualTo(k % 37 == 36);
            }
        }
    }

    @Test
    void givesTheSameBitsWithAnyNumberOfThreads() {
        Grid grid = Grid.random(203, 5, 175, 0.5, 11);
        try (WorkerPool one = new WorkerPool(1)) {
            double[][] forward = grid.forward(norm(one), F32, true, DROPPING);
            double[][] gradient = grid.gradient(norm(one), F32, forward, true, true, DROPPING);
            for (int threads : new int[]{2, 5}) {
                try (WorkerPool pool = new WorkerPool(threads)) {
                    double[][] again = grid.forward(norm(pool), F32, true, DROPPING);
                    double[][] gradientAgain = grid.gradient(norm(pool), F32, forward, true, true, DROPPING);
                    String what = threads + " threads, seed 11, result ";
                    for (int k = 0; k < forward.length; k++) {
                        assertSame(what + k, again[k], forward[k]);
                    }
                    for (int k = 0; k < gradient.length; k++) {
                        assertSame("gradient, " + what + k, gradientAgain[k], gradient[k]);
                    }
                }
            }
        }
    }

    @Test
    void allocatesNextToNothing() {
        int n = 9;
        int c = 3;
        int h = 37;
        Grid grid = Grid.random(n, c, h, 0, 1);
        try (WorkerPool pool = new WorkerPool(1); Buffers b = new Buffers(F32)) {
            GridNorm norm = norm(pool);
            long a = b.put(grid.a_nh);
            long t = b.put(grid.t_ch);
            long dy = b.put(grid.dy_cnh);
            long y = b.unset(c * n * h);
            long gamma = b.put(grid.gamma_h);
            long beta = b.put(grid.beta_h);
            long mean = b.unset(h);
            long invStd = b.unset(h);
            long da = b.unset(n * h);
            long dt = b.unset(c * h);
            for (Then then : new Then[]{Then.NOTHING, DROPPING}) {
                assertAllocatesAtMost(2048, "train", () -> norm.train(a, t, gamma, beta, mean, invStd, 0, 0, 0.1,
                        EPSILON, y, then, n, c, h));
                assertAllocatesAtMost(2048, "gradient", () -> norm.gradient(true, dy, y, then, a, t, mean, invStd,
                        gamma, da, false, dt, false, mean, beta, false, n, c, h));
            }
        }
    }
}
