package io.cellwright.kernel;

import java.util.Random;

import io.cellwright.kernel.Norm.Then;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.cellwright.kernel.Buffers.magnitudes;
import static io.cellwright.kernel.Buffers.normal;
import static io.cellwright.kernel.KernelAssertions.assertAllClose;
import static io.cellwright.kernel.KernelAssertions.assertAllocatesAtMost;
import static io.cellwright.kernel.KernelAssertions.assertClose;
import static io.cellwright.kernel.KernelAssertions.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

/// What each normalisation in floats promises, against double.
abstract class NormContract {
    private static final double OUTPUTS = 0x1p-20;
    private static final double GRADIENTS = 0x1p-18;
    private static final double EPSILON = 1e-3;
    private static final Element F32 = Element.FLOAT32;
    private static final Element F64 = Element.FLOAT64;

    abstract Norm norm(WorkerPool pool);

    /// A minibatch with all that a normalisation wants: `memory_nh` is what gradients are added to.
    private record Batch(int n, int h, double[] x_nh, double[] dy_nh, double[] gamma_h, double[] beta_h,
            double[] mean_h, double[] variance_h, double[] memory_nh) {
        static Batch random(int n, int h, double offset, long seed) {
            Random random = new Random(seed);
            double[] x_nh = normal(random, n * h);
            for (int i = 0; i < x_nh.length; i++) {
                x_nh[i] = (float) (x_nh[i] + offset);
            }
            return new Batch(n, h, x_nh, normal(random, n * h), normal(random, h), normal(random, h),
                    normal(random, h), magnitudes(normal(random, h)), normal(random, n * h));
        }

        /// Outputs, mean, inverse deviation, running mean, running variance.
        double[][] train(Norm norm, Element element) {
            return train(norm, element, Then.NOTHING);
        }

        double[][] train(Norm norm, Element element, Then then) {
            try (Buffers b = new Buffers(element)) {
                long y = b.unset(n * h);
                long mean = b.unset(h);
                long invStd = b.unset(h);
                long runningMean = b.put(mean_h);
                long runningVariance = b.put(variance_h);
                norm.batchTrain(b.put(x_nh), b.put(gamma_h), b.put(beta_h), mean, invStd, runningMean, runningVariance,
                        0.1, EPSILON, y, then, n, h);
                return new double[][]{b.get(y, n * h), b.get(mean, h), b.get(invStd, h), b.get(runningMean, h),
                        b.get(runningVariance, h)};
            }
        }

        /// Outputs, mean, inverse deviation.
        double[][] evaluate(Norm norm, Element element) {
            return evaluate(norm, element, Then.NOTHING);
        }

        double[][] evaluate(Norm norm, Element element, Then then) {
            try (Buffers b = new Buffers(element)) {
                long y = b.unset(n * h);
                long mean = b.unset(h);
                long invStd = b.unset(h);
                norm.batchEvaluate(b.put(x_nh), b.put(gamma_h), b.put(beta_h), b.put(mean_h), b.put(variance_h),
                        EPSILON, mean, invStd, y, then, n, h);
                return new double[][]{b.get(y, n * h), b.get(mean, h), b.get(invStd, h)};
            }
        }

        /// Gradients of input, gamma, beta.
        double[][] gradient(Norm norm, Element element, boolean trained, boolean add) {
            return gradient(norm, element, trained, add, Then.NOTHING);
        }

        double[][] gradient(Norm norm, Element element, boolean trained, boolean add, Then then) {
            double[][] forward = trained ? train(norm, element, then) : evaluate(norm, element, then);
            try (Buffers b = new Buffers(element)) {
                long dx = add ? b.put(memory_nh) : b.unset(n * h);
                long dgamma = add ? b.put(beta_h) : b.unset(h);
                long dbeta = add ? b.put(gamma_h) : b.unset(h);
                norm.batchGradient(trained, b.put(dy_nh), b.put(forward[0]), then, b.put(x_nh), b.put(forward[1]),
                        b.put(forward[2]), b.put(gamma_h), dx, add, dgamma, dbeta, add, n, h);
                return new double[][]{b.get(dx, n * h), b.get(dgamma, h), b.get(dbeta, h)};
            }
        }

        /// Outputs, mean, inverse deviation.
        double[][] layer(Norm norm, Element element, boolean affine) {
            try (Buffers b = new Buffers(element)) {
                long y = b.unset(n * h);
                long mean = b.unset(n);
                long invStd = b.unset(n);
                norm.layer(b.put(x_nh), affine ? b.put(gamma_h) : 0, affine ? b.put(beta_h) : 0, EPSILON, mean, invStd,
                        y, n, h);
                return new double[][]{b.get(y, n * h), b.get(mean, n), b.get(invStd, n)};
            }
        }

        /// Gradients of input and, where there are any, of gamma and beta.
        double[][] layerGradient(Norm norm, Element element, boolean affine, boolean add) {
            double[][] forward = layer(norm, element, affine);
            try (Buffers b = new Buffers(element)) {
                long dx = add ? b.put(memory_nh) : b.unset(n * h);
                long dgamma = add ? b.put(beta_h) : b.unset(h);
                long dbeta = add ? b.put(gamma_h) : b.unset(h);
                norm.layerGradient(b.put(dy_nh), b.put(x_nh), b.put(forward[1]), b.put(forward[2]),
                        affine ? b.put(gamma_h) : 0, dx, add, affine ? dgamma : 0, affine ? dbeta : 0, add, n, h);
                return new double[][]{b.get(dx, n * h), b.get(dgamma, h), b.get(dbeta, h)};
            }
        }
    }

    /// What stands in the branch's place, outputs, and gradients of input, branch, gamma and beta.
    private static double[][] residual(Batch batch, Norm norm, Element element, Dropout dropout, boolean add) {
        int n = batch.n;
        int h = batch.h;
        try (Buffers b = new Buffers(element)) {
            long branch = b.put(batch.memory_nh);
            long gamma = b.put(batch.gamma_h);
            long mean = b.unset(n);
            long invStd = b.unset(n);
            long y = b.unset(n * h);
            norm.residual(b.put(batch.x_nh), branch, dropout, gamma, b.put(batch.beta_h), EPSILON, mean, invStd, y, n,
                    h);
            double[] sum_nh = b.get(branch, n * h);
            long dy = b.put(batch.dy_nh);
            long dx = add ? b.put(batch.x_nh) : dy;
            long dgamma = add ? b.put(batch.beta_h) : b.unset(h);
            long dbeta = add ? b.put(batch.gamma_h) : b.unset(h);
            norm.residualGradient(dy, branch, dropout, mean, invStd, gamma, dx, add, dgamma, dbeta, add, n, h);
            return new double[][] {sum_nh, b.get(y, n * h), b.get(dx, n * h), b.get(branch, n * h), b.get(dgamma, h),
                    b.get(dbeta, h)};
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,17", "128,128", "1,2000", "127,33", "2,1999", "300,4", "16,16"})
    void residualAgreesWithDouble(int n, int h) {
        long seed = 7919L * n + h;
        Batch batch = Batch.random(n, h, 0.5, seed);
        try (WorkerPool pool = new WorkerPool(2)) {
            for (Dropout dropout : new Dropout[] {Dropout.NONE, new Dropout(0.3, 5)}) {
                for (boolean add : new boolean[] {true, false}) {
                    assertAllClose("n %d, h %d, seed %d, add %s, %s".formatted(n, h, seed, add, dropout),
                            residual(batch, norm(pool), F32, dropout, add),
                            residual(batch, new PlainNorm(F64, pool), F64, dropout, add), GRADIENTS);
                }
            }
        }
    }

    @Test
    void residualGivesTheSameBitsWithAnyNumberOfThreads() {
        Batch batch = Batch.random(403, 175, 0.5, 11);
        Dropout dropout = new Dropout(0.1, 5);
        try (WorkerPool one = new WorkerPool(1)) {
            double[][] alone = residual(batch, norm(one), F32, dropout, true);
            for (int threads : new int[] {2, 5}) {
                try (WorkerPool pool = new WorkerPool(threads)) {
                    assertAllSame(threads + " threads, seed 11", residual(batch, norm(pool), F32, dropout, true),
                            alone);
                }
            }
        }
    }

    private static void assertAllSame(String what, double[][] actual, double[][] expected) {
        for (int k = 0; k < expected.length; k++) {
            assertSame(what + ", result " + k, actual[k], expected[k]);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,17", "128,128", "1,2000", "127,33", "2,1999", "5000,3", "4,16"})
    void batchAgreesWithDouble(int n, int h) {
        long seed = 7919L * n + h;
        Batch batch = Batch.random(n, h, 0.5, seed);
        String what = "n %d, h %d, seed %d".formatted(n, h, seed);
        try (WorkerPool pool = new WorkerPool(2)) {
            Norm norm = norm(pool);
            Norm exact = new PlainNorm(F64, pool);
            assertAllClose("training, " + what, batch.train(norm, F32), batch.train(exact, F64), OUTPUTS);
            assertAllClose("evaluation, " + what, batch.evaluate(norm, F32), batch.evaluate(exact, F64), OUTPUTS);
            for (boolean trained : new boolean[]{true, false}) {
                for (boolean add : new boolean[]{true, false}) {
                    assertAllClose("gradient, trained %s, add %s, %s".formatted(trained, add, what),
                            batch.gradient(norm, F32, trained, add), batch.gradient(exact, F64, trained, add),
                            GRADIENTS);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,17", "128,128", "1,2000", "127,33", "2,1999", "300,4"})
    void layerAgreesWithDouble(int n, int h) {
        long seed = 7919L * n + h;
        Batch batch = Batch.random(n, h, 0.5, seed);
        try (WorkerPool pool = new WorkerPool(2)) {
            Norm norm = norm(pool);
            Norm exact = new PlainNorm(F64, pool);
            for (boolean affine : new boolean[]{true, false}) {
                String what = "n %d, h %d, seed %d, affine %s".formatted(n, h, seed, affine);
                assertAllClose("layer, " + what, batch.layer(norm, F32, affine), batch.layer(exact, F64, affine),
                        OUTPUTS);
                for (boolean add : new boolean[]{true, false}) {
                    assertAllClose("gradient, add " + add + ", " + what, batch.layerGradient(norm, F32, affine, add),
                            batch.layerGradient(exact, F64, affine, add), GRADIENTS);
                }
            }
        }
    }

    @Test
    void keepsDigitsWhereTheMeanIsLarge() {
        Batch batch = Batch.random(3001, 19, 1000, 4);
        try (WorkerPool pool = new WorkerPool(1)) {
            double[][] exact = batch.train(new PlainNorm(F64, pool), F64);
            // Half a unit in the last place of the mean is 2^-15 here.
            assertAllClose("seed 4", batch.train(norm(pool), F32), exact, 0x1p-14);
        }
    }

    @Test
    void leavesTheRunningVarianceAloneForOneCell() {
        Batch batch = Batch.random(1, 20, 0, 6);
        try (WorkerPool pool = new WorkerPool(1)) {
            double[][] forward = batch.train(norm(pool), F32);
            assertThat(forward[4]).as("running variance, seed 6").isEqualTo(batch.variance_h);
            assertThat(forward[0]).as("outputs, seed 6").isEqualTo(batch.beta_h);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0", "7, 17, 0.3", "128, 128, 0.1", "33, 1999, 0.5", "64, 10, 0"})
    void letsReluAndDropoutFollowAsIfTheyCameByThemselves(int n, int h, double rate) {
        Batch batch = Batch.random(n, h, 0, 11);
        Then then = new Then(true, rate, 5);
        try (WorkerPool pool = new WorkerPool(2); Buffers b = new Buffers(F32)) {
            double[] normal = batch.train(norm(pool), F32)[0];
            long y = b.put(normal);
            Elementwise loops = new PlainElementwise(F32, pool);
            loops.apply(Elementwise.Function.RELU, y, y, (long) n * h);
            long dropped = b.unset(n * h);
            loops.dropout(y, dropped, (long) n * h, rate, 5, false);
            double[] wanted = b.get(dropped, n * h);
            double[] actual = batch.train(norm(pool), F32, then)[0];
            assertClose("outputs, seed 11", actual, wanted, magnitudes(wanted), 1e-6);
            for (boolean trained : new boolean[]{true, false}) {
                Norm twin = new PlainNorm(F32, pool);
                assertAllClose("gradients, seed 11", batch.gradient(norm(pool), F32, trained, true, then),
                        batch.gradient(twin, F32, trained, true, then), 1e-5);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "7, 17", "300, 128", "33, 1999"})
    void gradientMayTakeThePlaceOfTheOneItComesFrom(int n, int h) {
        Batch batch = Batch.random(n, h, 0, 12);
        try (WorkerPool pool = new WorkerPool(2); Buffers b = new Buffers(F32)) {
            for (Then then : new Then[]{Then.NOTHING, new Then(true, 0.2, 5)}) {
                double[][] forward = batch.train(norm(pool), F32, then);
                long dy = b.put(batch.dy_nh);
                norm(pool).batchGradient(true, dy, b.put(forward[0]), then, b.put(batch.x_nh), b.put(forward[1]),
                        b.put(forward[2]), b.put(batch.gamma_h), dy, false, b.unset(h), b.unset(h), false, n, h);
                assertSame("in place, seed 12, " + then, b.get(dy, n * h),
                        batch.gradient(norm(pool), F32, true, false, then)[0]);
            }
        }
    }

    @Test
    void goesWithoutRunningStatistics() {
        Batch batch = Batch.random(5, 20, 0, 6);
        try (WorkerPool pool = new WorkerPool(1); Buffers b = new Buffers(F32)) {
            long y = b.unset(100);
            norm(pool).batchTrain(b.put(batch.x_nh), b.put(batch.gamma_h), b.put(batch.beta_h), b.unset(20),
                    b.unset(20), 0, 0, 0.1, EPSILON, y, Then.NOTHING, 5, 20);
            assertSame("outputs, seed 6", b.get(y, 100), batch.train(norm(pool), F32)[0]);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void spoilsTheColumnOrTheRowOfWhatIsNotFiniteAndNoOther(double value) {
        int n = 9;
        int h = 37;
        Batch batch = Batch.random(n, h, 0, 8);
        batch.x_nh[4 * h + 36] = value;
        try (WorkerPool pool = new WorkerPool(1)) {
            double[] batchY = batch.train(norm(pool), F32)[0];
            double[] layerY = batch.layer(norm(pool), F32, true)[0];
            for (int k = 0; k < n * h; k++) {
                assertThat(Double.isNaN(batchY[k])).as("batch output %d, seed 8", k).isEqualTo(k % h == 36);
                assertThat(Double.isNaN(layerY[k])).as("layer output %d, seed 8", k).isEqualTo(k / h == 4);
            }
        }
    }

    @Test
    void givesTheSameBitsWithAnyNumberOfThreads() {
        Batch batch = Batch.random(403, 175, 0.5, 11);
        try (WorkerPool one = new WorkerPool(1)) {
            Norm alone = norm(one);
            for (int threads : new int[]{2, 5}) {
                try (WorkerPool pool = new WorkerPool(threads)) {
                    Norm team = norm(pool);
                    String what = threads + " threads, seed 11";
                    assertAllSame(what, batch.train(team, F32), batch.train(alone, F32));
                    assertAllSame(what, batch.evaluate(team, F32), batch.evaluate(alone, F32));
                    assertAllSame(what, batch.gradient(team, F32, true, true), batch.gradient(alone, F32, true, true));
                    assertAllSame(what, batch.layerGradient(team, F32, true, false),
                            batch.layerGradient(alone, F32, true, false));
                }
            }
        }
    }

    @Tag("allocation")
    @Test
    void allocatesNextToNothing() {
        int n = 9;
        int h = 37;
        Batch batch = Batch.random(n, h, 0, 1);
        try (WorkerPool pool = new WorkerPool(1); Buffers b = new Buffers(F32)) {
            Norm norm = norm(pool);
            long x = b.put(batch.x_nh);
            long dy = b.put(batch.dy_nh);
            long y = b.unset(n * h);
            long gamma = b.put(batch.gamma_h);
            long beta = b.put(batch.beta_h);
            long mean = b.unset(h);
            long invStd = b.unset(h);
            long dgamma = b.unset(h);
            long dbeta = b.unset(h);
            assertAllocatesAtMost(1024, "batchTrain", () -> norm.batchTrain(x, gamma, beta, mean, invStd, 0, 0, 0.1,
                    EPSILON, y, Then.NOTHING, n, h));
            Then then = new Then(true, 0.1, 3);
            assertAllocatesAtMost(1024, "batchTrain", () -> norm.batchTrain(x, gamma, beta, mean, invStd, 0, 0, 0.1,
                    EPSILON, y, then, n, h));
            assertAllocatesAtMost(1024, "batchGradient", () -> norm.batchGradient(true, dy, y, then, x, mean, invStd,
                    gamma, y, true, dgamma, dbeta, false, n, h));
            assertAllocatesAtMost(1024, "layer", () -> norm.layer(x, gamma, beta, EPSILON, mean, invStd, y, n, h));
            Dropout some = new Dropout(0.1, 5);
            assertAllocatesAtMost(2048, "residual",
                    () -> norm.residual(x, dy, some, gamma, beta, EPSILON, mean, invStd, y, n, h));
            assertAllocatesAtMost(2048, "residualGradient", () -> norm.residualGradient(y, dy, some, mean, invStd,
                    gamma, y, false, dgamma, dbeta, false, n, h));
            assertAllocatesAtMost(1024, "layerGradient", () -> norm.layerGradient(dy, x, mean, invStd, gamma, y, false,
                    dgamma, dbeta, true, n, h));
        }
    }
}
