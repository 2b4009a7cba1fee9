package io.cellwright.kernel;

import java.util.Random;
import java.util.function.DoubleSupplier;

import org.junit.jupiter.api.Test;

import static io.cellwright.kernel.FiniteDifference.assertGradient;
import static io.cellwright.kernel.FiniteDifference.dot;

class PlainNormTest extends NormContract {
    private static final int N = 4;
    private static final int H = 3;
    private static final double EPSILON = 1e-3;

    @Override
    Norm norm(WorkerPool pool) {
        return new PlainNorm(Element.FLOAT32, pool);
    }

    /// A small problem in double.
    private record Problem(Buffers b, Norm norm, long x, long gamma, long beta, long mean, long invStd, double[] dy_nh,
            long dy, long y, long dx, long dgamma, long dbeta) {
        static Problem random(Buffers b, WorkerPool pool) {
            Random random = new Random(2);
            long x = b.put(Buffers.normal(random, N * H));
            long gamma = b.put(Buffers.normal(random, H));
            long beta = b.put(Buffers.normal(random, H));
            double[] dy_nh = Buffers.normal(random, N * H);
            return new Problem(b, new PlainNorm(Element.FLOAT64, pool), x, gamma, beta, b.unset(N), b.unset(N), dy_nh,
                    b.put(dy_nh), b.unset(N * H), b.unset(N * H), b.unset(H), b.unset(H));
        }

        void assertGradients(Runnable forward) {
            DoubleSupplier loss = () -> {
                forward.run();
                return dot(b.get(y, N * H), dy_nh);
            };
            assertGradient("x, seed 2", loss, x, b.get(dx, N * H));
            assertGradient("gamma, seed 2", loss, gamma, b.get(dgamma, H));
            assertGradient("beta, seed 2", loss, beta, b.get(dbeta, H));
        }
    }

    @Test
    void hasTheGradientsOfBatchNormalisationInTraining() {
        try (WorkerPool pool = new WorkerPool(1); Buffers b = new Buffers(Element.FLOAT64)) {
            Problem p = Problem.random(b, pool);
            Runnable forward = () -> p.norm.batchTrain(p.x, p.gamma, p.beta, p.mean, p.invStd, 0, 0, 0.1, EPSILON,
                    p.y, Norm.Then.NOTHING, N, H);
            forward.run();
            p.norm.batchGradient(true, p.dy, p.y, Norm.Then.NOTHING, p.x, p.mean, p.invStd, p.gamma, p.dx, false, p.dgamma, p.dbeta, false, N,
                    H);
            p.assertGradients(forward);
        }
    }

    @Test
    void hasTheGradientsOfBatchNormalisationInEvaluation() {
        try (WorkerPool pool = new WorkerPool(1); Buffers b = new Buffers(Element.FLOAT64)) {
            Problem p = Problem.random(b, pool);
            long runningMean = b.put(0.5, -0.25, 1);
            long runningVariance = b.put(0.5, 2, 1);
            Runnable forward = () -> p.norm.batchEvaluate(p.x, p.gamma, p.beta, runningMean, runningVariance, EPSILON,
                    p.mean, p.invStd, p.y, Norm.Then.NOTHING, N, H);
            forward.run();
            p.norm.batchGradient(false, p.dy, p.y, Norm.Then.NOTHING, p.x, p.mean, p.invStd, p.gamma, p.dx, false, p.dgamma, p.dbeta, false, N,
                    H);
            p.assertGradients(forward);
        }
    }

    @Test
    void hasTheGradientsOfBatchNormalisationWithReluAndDropout() {
        try (WorkerPool pool = new WorkerPool(1); Buffers b = new Buffers(Element.FLOAT64)) {
            Problem p = Problem.random(b, pool);
            Norm.Then then = new Norm.Then(true, 0.25, 7);
            Runnable forward = () -> p.norm.batchTrain(p.x, p.gamma, p.beta, p.mean, p.invStd, 0, 0, 0.1, EPSILON,
                    p.y, then, N, H);
            forward.run();
            p.norm.batchGradient(true, p.dy, p.y, then, p.x, p.mean, p.invStd, p.gamma, p.dx, false, p.dgamma, p.dbeta,
                    false, N, H);
            p.assertGradients(forward);
        }
    }

    @Test
    void hasTheGradientsOfLayerNormalisation() {
        try (WorkerPool pool = new WorkerPool(1); Buffers b = new Buffers(Element.FLOAT64)) {
            Problem p = Problem.random(b, pool);
            Runnable forward = () -> p.norm.layer(p.x, p.gamma, p.beta, EPSILON, p.mean, p.invStd, p.y, N, H);
            forward.run();
            p.norm.layerGradient(p.dy, p.x, p.mean, p.invStd, p.gamma, p.dx, false, p.dgamma, p.dbeta, false, N, H);
            p.assertGradients(forward);
        }
    }

    @Test
    void hasTheGradientsOfAResidualBranch() {
        try (WorkerPool pool = new WorkerPool(1); Buffers b = new Buffers(Element.FLOAT64)) {
            Problem p = Problem.random(b, pool);
            Dropout dropout = new Dropout(0.25, 7);
            double[] given = Buffers.normal(new Random(3), N * H);
            long branch = b.put(given);
            long sum = b.unset(N * H);
            Runnable forward = () -> {
                Memory.copy(branch, sum, 8L * N * H);
                p.norm.residual(p.x, sum, dropout, p.gamma, p.beta, EPSILON, p.mean, p.invStd, p.y, N, H);
            };
            forward.run();
            p.norm.residualGradient(p.dy, sum, dropout, p.mean, p.invStd, p.gamma, p.dx, false, p.dgamma, p.dbeta,
                    false, N, H);
            double[] dbranch = b.get(sum, N * H);
            p.assertGradients(forward);
            assertGradient("branch, seed 3", () -> {
                forward.run();
                return dot(b.get(p.y, N * H), p.dy_nh);
            }, branch, dbranch);
        }
    }
}
