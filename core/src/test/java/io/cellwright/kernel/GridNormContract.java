package io.cellwright.kernel;

import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.cellwright.kernel.Buffers.magnitudes;
import static io.cellwright.kernel.Buffers.normal;
import static io.cellwright.kernel.KernelAssertions.assertAllClose;
import static io.cellwright.kernel.KernelAssertions.assertAllocatesAtMost;
import static io.cellwright.kernel.KernelAssertions.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// What each normalisation of a label grid promises, against double.
abstract class GridNormContract {
    private static final double OUTPUTS = 0x1p-20;
    private static final double GRADIENTS = 0x1p-18;
    private static final double EPSILON = 1e-3;
    private static final Element F32 = Element.FLOAT32;
    private static final Element F64 = Element.FLOAT64;

    abstract GridNorm norm(WorkerPool pool);

    private record Grid(int n, int c, int h, double[] a_nh, double[] t_ch, double[] du_nh, double[] dv_ch, double[] gamma_h,
            double[] beta_h, double[] mean_h, double[] variance_h, double[] memoryA_nh, double[] memoryT_ch) {
        static Grid random(int n, int c, int h, double offset, long seed) {
            Random random = new Random(seed);
            double[] a_nh = normal(random, n * h);
            for (int i = 0; i < a_nh.length; i++) {
                a_nh[i] = (float) (a_nh[i] + offset);
            }
            return new Grid(n, c, h, a_nh, normal(random, c * h), normal(random, n * h), normal(random, c * h),
                    normal(random, h), normal(random, h), normal(random, h), magnitudes(normal(random, h)), normal(random, n * h),
                    normal(random, c * h));
        }

        /// Cells, labels, mean, inverse deviation, running mean and running variance.
        double[][] forward(GridNorm norm, Element element, boolean train) {
            try (Buffers b = new Buffers(element)) {
                long u = b.unset(n * h);
                long v = b.unset(c * h);
                long mean = b.unset(h);
                long invStd = b.unset(h);
                long runningMean = b.put(mean_h);
                long runningVariance = b.put(variance_h);
                if (train) {
                    norm.train(b.put(a_nh), b.put(t_ch), b.put(gamma_h), b.put(beta_h), mean, invStd, runningMean,
                            runningVariance, 0.1, EPSILON, u, v, n, c, h);
                } else {
                    norm.evaluate(b.put(a_nh), b.put(t_ch), b.put(gamma_h), b.put(beta_h), runningMean,
                            runningVariance, EPSILON, mean, invStd, u, v, n, c, h);
                }
                return new double[][]{b.get(u, n * h), b.get(v, c * h), b.get(mean, h), b.get(invStd, h),
                        b.get(runningMean, h), b.get(runningVariance, h)};
            }
        }

        /// Gradients of a, t, gamma, beta, from the results of `forward`.
        double[][] gradient(GridNorm norm, Element element, double[][] forward, boolean trained, boolean add) {
            try (Buffers b = new Buffers(element)) {
                long da = add ? b.put(memoryA_nh) : b.unset(n * h);
                long dt = add ? b.put(memoryT_ch) : b.unset(c * h);
                long dgamma = add ? b.put(beta_h) : b.unset(h);
                long dbeta = add ? b.put(gamma_h) : b.unset(h);
                norm.gradient(trained, b.put(du_nh), b.put(dv_ch), b.put(a_nh), b.put(t_ch), b.put(forward[2]),
                        b.put(forward[3]), b.put(gamma_h), da, add, dt, add, dgamma, dbeta, add, n, c, h);
                return new double[][]{b.get(da, n * h), b.get(dt, c * h), b.get(dgamma, h), b.get(dbeta, h)};
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,5,17", "3,1,16", "128,10,128", "127,3,33", "2,2,1999", "700,9,3"})
    void agreesWithDouble(int n, int c, int h) {
        long seed = 7919L * n + h;
        Grid grid = Grid.random(n, c, h, 0.5, seed);
        try (WorkerPool pool = new WorkerPool(2)) {
            GridNorm norm = norm(pool);
            GridNorm exact = new PlainGridNorm(F64);
            for (boolean train : new boolean[]{true, false}) {
                String what = "n %d, c %d, h %d, seed %d, train %s".formatted(n, c, h, seed, train);
                double[][] forward = grid.forward(exact, F64, train);
                assertAllClose(what, grid.forward(norm, F32, train), forward, OUTPUTS);
                for (boolean add : new boolean[]{true, false}) {
                    assertAllClose("gradient, add " + add + ", " + what,
                            grid.gradient(norm, F32, forward, train, add),
                            grid.gradient(exact, F64, forward, train, add), GRADIENTS);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,4,3", "5,1,2", "30,4,19"})
    void isTheNormalisationOfTheGridAsAMatrix(int n, int c, int h) {
        Grid grid = Grid.random(n, c, h, 0.5, 21);
        try (WorkerPool pool = new WorkerPool(1); Buffers b = new Buffers(F64)) {
            double[] x_rh = new double[c * n * h];
            for (int k = 0; k < x_rh.length; k++) {
                x_rh[k] = grid.a_nh[k / h % n * h + k % h] + grid.t_ch[k / h / n * h + k % h];
            }
            long y = b.unset(x_rh.length);
            long runningMean = b.put(grid.mean_h);
            long runningVariance = b.put(grid.variance_h);
            new PlainNorm(F64, pool).batchTrain(b.put(x_rh), b.put(grid.gamma_h), b.put(grid.beta_h), b.unset(h),
                    b.unset(h), runningMean, runningVariance, 0.1, EPSILON, y, Norm.Then.NOTHING, c * n, h);
            double[] y_rh = b.get(y, x_rh.length);
            double[][] forward = grid.forward(norm(pool), F32, true);
            for (int k = 0; k < x_rh.length; k++) {
                assertThat(forward[0][k / h % n * h + k % h] + forward[1][k / h / n * h + k % h])
                        .as("element %d, seed 21", k).isCloseTo(y_rh[k], within(1e-5));
            }
            double[] moved = b.get(runningVariance, h);
            for (int j = 0; j < h; j++) {
                assertThat(forward[5][j]).as("running variance %d, seed 21", j).isCloseTo(moved[j], within(1e-5));
            }
        }
    }

    @Test
    void keepsDigitsWhereTheMeanIsLarge() {
        Grid grid = Grid.random(301, 4, 19, 1000, 4);
        try (WorkerPool pool = new WorkerPool(1)) {
            double[][] exact = grid.forward(new PlainGridNorm(F64), F64, true);
            // Half a unit in the last place of the mean is 2^-15 here.
            assertAllClose("seed 4", grid.forward(norm(pool), F32, true), exact, 0x1p-14);
            assertAllClose("gradients, seed 4", grid.gradient(norm(pool), F32, exact, true, false),
                    grid.gradient(new PlainGridNorm(F64), F64, exact, true, false), 0x1p-12);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void spoilsTheColumnOfWhatIsNotFiniteAndNoOther(double value) {
        Grid grid = Grid.random(9, 3, 37, 0, 8);
        grid.a_nh[4 * 37 + 36] = value;
        try (WorkerPool pool = new WorkerPool(1)) {
            double[] u = grid.forward(norm(pool), F32, true)[0];
            for (int k = 0; k < u.length; k++) {
                assertThat(Double.isNaN(u[k])).as("output %d, seed 8", k).isEqualTo(k % 37 == 36);
            }
        }
    }

    @Test
    void givesTheSameBitsWithAnyNumberOfThreads() {
        Grid grid = Grid.random(403, 5, 175, 0.5, 11);
        try (WorkerPool one = new WorkerPool(1)) {
            double[][] forward = grid.forward(norm(one), F32, true);
            double[][] gradient = grid.gradient(norm(one), F32, forward, true, true);
            for (int threads : new int[]{2, 5}) {
                try (WorkerPool pool = new WorkerPool(threads)) {
                    double[][] again = grid.forward(norm(pool), F32, true);
                    double[][] gradientAgain = grid.gradient(norm(pool), F32, forward, true, true);
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

    @Tag("allocation")
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
            long du = b.put(grid.du_nh);
            long dv = b.put(grid.dv_ch);
            long u = b.unset(n * h);
            long v = b.unset(c * h);
            long gamma = b.put(grid.gamma_h);
            long beta = b.put(grid.beta_h);
            long mean = b.unset(h);
            long invStd = b.unset(h);
            assertAllocatesAtMost(2048, "train", () -> norm.train(a, t, gamma, beta, mean, invStd, 0, 0, 0.1, EPSILON,
                    u, v, n, c, h));
            assertAllocatesAtMost(2048, "gradient", () -> norm.gradient(true, du, dv, a, t, mean, invStd, gamma, u,
                    false, v, false, mean, beta, false, n, c, h));
        }
    }
}
