package io.cellwright.cli;

import java.util.ArrayList;
import java.util.List;

import io.cellwright.data.CellTable;
import io.cellwright.kernel.Attention;
import io.cellwright.kernel.CountLoss;
import io.cellwright.kernel.CountLoss.Likelihood;
import io.cellwright.kernel.Dropout;
import io.cellwright.kernel.FeedForward;
import io.cellwright.kernel.Kernels;
import io.cellwright.kernel.LinearNorm;
import io.cellwright.kernel.Norm;
import io.cellwright.kernel.SparseRows;

import static io.cellwright.cli.Work.floats;

/// The kernels that take the time of a step, at its sizes: those of scvi-tools' default network, and of the transformer
/// that `bench step --model transformer_autoencoder` trains.
///
/// Elementary functions count as the arithmetic that our vector loops do for them: `exp` 20, `log` 27, `log(1 + x)` for
/// x in [0, 1] 13, a division or a square root 1. With these, a negative binomial with its gradients is 66 operations a
/// gene and cell, and zero inflation 63 more; what is done for counts that are not zero alone is left out.
final class KernelCases {
    private static final int HIDDEN = BenchCase.HIDDEN;
    private static final int LATENT = BenchCase.LATENT;
    private static final int PATCH = 16;
    private static final int WIDTH = 128;
    private static final int HEADS = 4;
    private static final double NEGATIVE_BINOMIAL = 66;
    private static final double ZERO_INFLATION = 63;
    private static final double SOFTMAX = 24;
    private static final double NORM = 7;
    private static final double NORM_GRADIENT = 9;
    private static final double ADAM = 17;

    private final Kernels kernels;
    private final KernelInputs inputs;
    private final CellTable cells;
    private final SparseRows counts;
    private final int n;
    private final int g;
    private final int entries;
    private final List<KernelCase> cases = new ArrayList<>();

    private KernelCases(Kernels kernels, KernelInputs inputs, CellTable cells) {
        this.kernels = kernels;
        this.inputs = inputs;
        this.cells = cells;
        this.counts = inputs.counts(cells);
        this.n = cells.cells();
        this.g = cells.genes();
        this.entries = counts.start(n);
    }

    /// All of them, on a minibatch of these cells.
    static List<KernelCase> of(Kernels kernels, KernelInputs inputs, CellTable cells) {
        KernelCases all = new KernelCases(kernels, inputs, cells);
        all.products();
        all.sparseProducts();
        all.countLoss(Likelihood.NB);
        all.countLoss(Likelihood.ZINB);
        all.norm();
        all.linearNorm();
        all.adam();
        all.attention();
        all.feedForward();
        return all.cases;
    }

    private void add(String title, Work work, Runnable run, long result, long count) {
        cases.add(new KernelCase(title, work, () -> { }, run, List.of(new KernelCase.Span(result, count))));
    }

    private void products() {
        long nh = (long) n * HIDDEN;
        long gh = (long) g * HIDDEN;
        long ng = (long) n * g;
        long x_nh = inputs.numbers(nh, 1, 1);
        long w_gh = inputs.numbers(gh, 0.1, 2);
        long b_g = inputs.numbers(g, 0.1, 3);
        long dy_ng = inputs.numbers(ng, 1e-2, 4);
        long y_ng = inputs.zeros(ng);
        long dw_gh = inputs.zeros(gh);
        long dx_nh = inputs.zeros(nh);
        Work product = new Work(2.0 * n * HIDDEN * g, floats(nh + gh + ng));
        add("decoder forward", new Work(product.flop(), product.bytes() + floats(g)),
                () -> kernels.matmul().linear(x_nh, w_gh, b_g, y_ng, n, HIDDEN, g), y_ng, ng);
        add("decoder weight gradient", product,
                () -> kernels.matmul().weightGradient(dy_ng, x_nh, dw_gh, n, HIDDEN, g, false), dw_gh, gh);
        add("decoder input gradient", product,
                () -> kernels.matmul().inputGradient(dy_ng, w_gh, dx_nh, n, HIDDEN, g, false), dx_nh, nh);
    }

    private void sparseProducts() {
        long nh = (long) n * HIDDEN;
        long gh = (long) g * HIDDEN;
        long w_gh = inputs.numbers(gh, 0.1, 5);
        long b_h = inputs.numbers(HIDDEN, 0.1, 6);
        long dy_nh = inputs.numbers(nh, 1e-2, 7);
        long y_nh = inputs.zeros(nh);
        long dw_gh = inputs.zeros(gh);
        // A number and a gene for each entry; weights once, as if all cells found them in registers.
        Work product = new Work(2.0 * entries * HIDDEN, 8.0 * entries + floats(nh + gh));
        add("sparse forward", product, () -> kernels.sparse().linear(counts, w_gh, b_h, y_nh, HIDDEN), y_nh, nh);
        add("sparse weight gradient", product,
                () -> kernels.sparse().weightGradient(counts, dy_nh, dw_gh, HIDDEN, false), dw_gh, gh);
    }

    private void countLoss(Likelihood likelihood) {
        long ng = (long) n * g;
        boolean inflated = likelihood == Likelihood.ZINB;
        long logits = inputs.numbers(ng, 1, 8);
        long dropouts = inputs.numbers(ng, 1, 9);
        long rate_ng = inputs.zeros(ng);
        long dropout_ng = inflated ? inputs.zeros(ng) : 0;
        long logTheta_g = inputs.numbers(g, 1, 10);
        long dLogTheta_g = inputs.zeros(g);
        long nll_n = inputs.zeros(n);
        CountLoss.Call call = new CountLoss.Call(likelihood, CountLoss.RateLink.SOFTMAX, counts,
                inputs.logLibrary(cells), inputs.zeros(n), rate_ng, dropout_ng, logTheta_g, 0, 1, dLogTheta_g, 0, nll_n,
                1.0 / n, true);
        // Logits come in and their gradients go out in place.
        Work work = new Work((NEGATIVE_BINOMIAL + (inflated ? ZERO_INFLATION : 0)) * ng,
                floats(ng * (inflated ? 4.0 : 2.0) + 2.0 * g + 3.0 * n) + 8.0 * entries);
        cases.add(new KernelCase(Choice.word(likelihood) + " loss and gradients", work, () -> {
            copy(logits, rate_ng, ng);
            if (inflated) {
                copy(dropouts, dropout_ng, ng);
            }
        }, () -> kernels.counts().run(call), inflated
                ? List.of(new KernelCase.Span(nll_n, n), new KernelCase.Span(rate_ng, ng),
                        new KernelCase.Span(dropout_ng, ng), new KernelCase.Span(dLogTheta_g, g))
                : List.of(new KernelCase.Span(nll_n, n), new KernelCase.Span(rate_ng, ng),
                        new KernelCase.Span(dLogTheta_g, g))));
    }

    private void copy(long from, long to, long count) {
        kernels.elementwise().affine(from, 1, 0, to, count);
    }

    private void norm() {
        long nh = (long) n * HIDDEN;
        long x_nh = inputs.numbers(nh, 1, 11);
        long y_nh = inputs.zeros(nh);
        long gradient = inputs.numbers(nh, 1e-2, 12);
        long dy_nh = inputs.zeros(nh);
        long dx_nh = inputs.zeros(nh);
        long gamma_h = inputs.repeated(HIDDEN, 1);
        long beta_h = inputs.zeros(HIDDEN);
        long mean_h = inputs.zeros(HIDDEN);
        long invStd_h = inputs.zeros(HIDDEN);
        long dgamma_h = inputs.zeros(HIDDEN);
        long dbeta_h = inputs.zeros(HIDDEN);
        Norm.Then relu = new Norm.Then(true, 0, 0);
        Runnable forward = () -> kernels.norm().batchTrain(x_nh, gamma_h, beta_h, mean_h, invStd_h, 0, 0, 0.01, 1e-3,
                y_nh, relu, n, HIDDEN);
        forward.run();
        add("batch norm, ReLU", new Work(NORM * nh, floats(2 * nh)), forward, y_nh, nh);
        cases.add(new KernelCase("batch norm gradient", new Work(NORM_GRADIENT * nh, floats(4 * nh)),
                () -> copy(gradient, dy_nh, nh),
                () -> kernels.norm().batchGradient(true, dy_nh, y_nh, relu, x_nh, mean_h, invStd_h, gamma_h, dx_nh,
                        false, dgamma_h, dbeta_h, false, n, HIDDEN), List.of(new KernelCase.Span(dx_nh, nh))));
    }

    /// Of scANVI's label grid: rows for each label, from the covariance of x alone.
    private void linearNorm() {
        int c = BenchCase.LABELS;
        LinearNorm.Size size = new LinearNorm.Size(n, c, LATENT, HIDDEN);
        long hk = (long) HIDDEN * LATENT;
        long ch = (long) c * HIDDEN;
        long x_rk = inputs.numbers((long) n * c * LATENT, 1, 13);
        LinearNorm.Weights weights = new LinearNorm.Weights(inputs.numbers(hk, 0.3, 14), inputs.numbers(ch, 0.3, 15),
                inputs.numbers(HIDDEN, 0.3, 16), inputs.repeated(HIDDEN, 1), inputs.zeros(HIDDEN));
        long folded_hk = inputs.zeros(hk);
        long folded_ch = inputs.zeros(ch);
        long room = inputs.zeros(kernels.linearNorm().roomBytes(size) / 4 + 1);
        double covariance = (double) n * c * LATENT * (LATENT + 2);
        double ofHidden = HIDDEN * (2.0 * LATENT * LATENT + 2 * LATENT + 2.0 * c * LATENT + 4 * c);
        add("label grid norm", new Work(covariance + ofHidden, floats((double) n * c * LATENT + 2 * hk + 2 * ch)),
                () -> kernels.linearNorm().train(x_rk, weights, 0, 0, 0.01, 1e-3, room, folded_hk, folded_ch, size),
                folded_hk, hk);
    }

    private void adam() {
        long count = 2L * g * HIDDEN + 2L * g + 3L * HIDDEN * LATENT;
        long start = inputs.numbers(count, 0.1, 17);
        long p = inputs.zeros(count);
        long gradient = inputs.numbers(count, 1e-2, 18);
        long m = inputs.zeros(count);
        long v = inputs.zeros(count);
        cases.add(new KernelCase("Adam", new Work(ADAM * count, floats(7 * count)), () -> {
            copy(start, p, count);
            kernels.optimize().scale(m, count, 0);
            kernels.optimize().scale(v, count, 0);
        }, () -> kernels.optimize().adam(p, gradient, m, v, count, 1e-3, 0.9, 0.999, 1e-8, 0, 0.1, 0.001),
                List.of(new KernelCase.Span(p, count))));
    }

    private void attention() {
        int t = Math.ceilDiv(g, PATCH);
        Attention.Size size = new Attention.Size(n, t, HEADS, WIDTH / HEADS);
        long rows = (long) n * t;
        long qkv = inputs.numbers(3 * rows * WIDTH, 1, 19);
        long context = inputs.zeros(rows * WIDTH);
        long room = inputs.zeros(kernels.attention().roomBytes(size) / 4 + 1);
        add("attention", new Work((4.0 * WIDTH + SOFTMAX * HEADS) * rows * t, floats(4.0 * rows * WIDTH)),
                () -> kernels.attention().forward(qkv, Dropout.NONE, room, context, size), context, rows * WIDTH);
    }

    private void feedForward() {
        int rows = n * Math.ceilDiv(g, PATCH);
        int f = 4 * WIDTH;
        FeedForward.Size size = new FeedForward.Size(rows, WIDTH, f);
        long x = inputs.numbers((long) rows * WIDTH, 1, 20);
        long y = inputs.zeros((long) rows * WIDTH);
        FeedForward.Weights weights = new FeedForward.Weights(inputs.numbers((long) f * WIDTH, 0.1, 21),
                inputs.numbers(f, 0.1, 22), inputs.numbers((long) f * WIDTH, 0.1, 23), inputs.numbers(WIDTH, 0.1, 24));
        long u = inputs.zeros((long) rows * f);
        add("feed-forward", new Work(4.0 * rows * WIDTH * f, floats(2.0 * rows * WIDTH + (double) rows * f
                + 2.0 * f * WIDTH)), () -> kernels.feedForward().forward(x, weights, Dropout.NONE, u, y, size), y,
                (long) rows * WIDTH);
    }
}
