package io.cellwright.bench;

import java.util.concurrent.TimeUnit;

import io.cellwright.kernel.CountLoss;
import io.cellwright.kernel.CountLoss.Likelihood;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Single kernels of a training step, each in a JVM of its own, where nothing else has shaped its code. `bench kernel`
/// measures the same by turns in one JVM, beside the limits of the machine.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
    "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0"})
public class KernelBenchmark {
    private static final double RATE = 1e-3;
    private static final double SMALL = 1e-2;

    /// Operands of the decoder's last layer and of the encoder's first.
    @State(Scope.Benchmark)
    public static class Products {
        private long x_nh;
        private long w_gh;
        private long b_g;
        private long b_h;
        private long y_ng;
        private long dy_ng;
        private long y_nh;
        private long dw_gh;

        /// Makes them.
        @Setup
        public void make(KernelStep step) {
            long n = step.cells;
            long g = step.genes;
            x_nh = step.numbers(n * KernelStep.HIDDEN, 1, 1);
            w_gh = step.numbers(g * KernelStep.HIDDEN, 0.1, 2);
            b_g = step.numbers(g, 0.1, 3);
            b_h = step.numbers(KernelStep.HIDDEN, 0.1, 4);
            dy_ng = step.numbers(n * g, SMALL, 5);
            y_ng = step.zeros(n * g);
            y_nh = step.zeros(n * KernelStep.HIDDEN);
            dw_gh = step.zeros(g * KernelStep.HIDDEN);
        }
    }

    /// Operands of a loss. Its gradients go where its logits came from, so these are copied anew before each call, in the
    /// time that is measured.
    @State(Scope.Benchmark)
    @SuppressWarnings("NullAway.Init")
    public static class Losses {
        private CountLoss.Call nb;
        private CountLoss.Call zinb;
        private long logits;
        private long rate_ng;
        private long dropout_ng;

        /// Makes them.
        @Setup
        public void make(KernelStep step) {
            long ng = (long) step.cells * step.genes;
            logits = step.numbers(ng, 1, 6);
            rate_ng = step.zeros(ng);
            dropout_ng = step.zeros(ng);
            nb = call(step, Likelihood.NB);
            zinb = call(step, Likelihood.ZINB);
        }

        private CountLoss.Call call(KernelStep step, Likelihood likelihood) {
            int n = step.cells;
            return new CountLoss.Call(likelihood, CountLoss.RateLink.SOFTMAX, step.counts, step.logLibrary(), step.zeros(n),
                    rate_ng, likelihood == Likelihood.ZINB ? dropout_ng : 0, step.numbers(step.genes, 1, 7), 0, 1,
                    step.zeros(step.genes), 0, step.zeros(n), 1.0 / n, true);
        }

        /// Puts the logits in place, which are overwritten by their gradients.
        void restore(KernelStep step, boolean inflated) {
            long ng = (long) step.cells * step.genes;
            step.kernels.elementwise().affine(logits, 1, 0, rate_ng, ng);
            if (inflated) {
                step.kernels.elementwise().affine(logits, 1, 0, dropout_ng, ng);
            }
        }
    }

    /// Weights with gradients and moments, as many as scVI has with zero inflation.
    @State(Scope.Benchmark)
    public static class Weights {
        private long count;
        private long p;
        private long gradient;
        private long m;
        private long v;

        /// Makes them.
        @Setup
        public void make(KernelStep step) {
            count = 3L * step.genes * KernelStep.HIDDEN;
            p = step.numbers(count, 0.1, 8);
            gradient = step.numbers(count, SMALL, 9);
            m = step.zeros(count);
            v = step.zeros(count);
        }
    }

    /// `y = x Wᵀ + b`, from hidden units to genes.
    @Benchmark
    public void decoderForward(KernelStep step, Products p) {
        step.kernels.matmul().linear(p.x_nh, p.w_gh, p.b_g, p.y_ng, step.cells, KernelStep.HIDDEN, step.genes);
    }

    /// `dW = dyᵀ x`.
    @Benchmark
    public void decoderWeightGradient(KernelStep step, Products p) {
        step.kernels.matmul().weightGradient(p.dy_ng, p.x_nh, p.dw_gh, step.cells, KernelStep.HIDDEN, step.genes, false);
    }

    /// `dx = dy W`.
    @Benchmark
    public void decoderInputGradient(KernelStep step, Products p) {
        step.kernels.matmul().inputGradient(p.dy_ng, p.w_gh, p.y_nh, step.cells, KernelStep.HIDDEN, step.genes, false);
    }

    /// The encoder's first layer on counts.
    @Benchmark
    public void sparseForward(KernelStep step, Products p) {
        step.kernels.sparse().linear(step.counts, p.w_gh, p.b_h, p.y_nh, KernelStep.HIDDEN);
    }

    /// The gradient of its weights.
    @Benchmark
    public void sparseWeightGradient(KernelStep step, Products p) {
        step.kernels.sparse().weightGradient(step.counts, p.x_nh, p.dw_gh, KernelStep.HIDDEN, false);
    }

    /// Negative binomial with gradients, the copy of its logits included.
    @Benchmark
    public void nbLoss(KernelStep step, Losses losses) {
        losses.restore(step, false);
        step.kernels.counts().run(losses.nb);
    }

    /// The same with zero inflation, the copies included.
    @Benchmark
    public void zinbLoss(KernelStep step, Losses losses) {
        losses.restore(step, true);
        step.kernels.counts().run(losses.zinb);
    }

    /// One step of Adam. Its corrections are those of a first step.
    @Benchmark
    public void adam(KernelStep step, Weights w) {
        step.kernels.optimize().adam(w.p, w.gradient, w.m, w.v, w.count, RATE, 0.9, 0.999, 1e-8, 0, 0.1, 0.001);
    }
}
