package io.cellwright.tensor;


import io.cellwright.kernel.Attention;
import io.cellwright.kernel.Dropout;
import io.cellwright.kernel.FeedForward;
import io.cellwright.kernel.Matmul;
import io.cellwright.kernel.Memory;
import io.cellwright.kernel.Rows;

/// Operations on tokens: `t` rows for each of n cells, those of a cell one after the other. Axis **r** is `n t` rows
/// long, **d** is the width of a token, **f** that of a hidden layer, **e** is `3 d`.
public final class Tokens {
    private static final int ROWS_OF_BLOCK = 16;

    private Tokens() {}

    /// Cuts each row of data into patches of `patch` numbers; the last one is filled up with zeros.
    ///
    /// @param x_ng data, which take no gradient
    /// @return `n ceil(g / patch)` rows of `patch` numbers
    public static Tensor patches(Tensor x_ng, int patch) {
        if (patch < 1) {
            throw new IllegalArgumentException("patch must be at least 1 but was " + patch);
        }
        if (x_ng.needsGradient()) {
            throw new IllegalArgumentException("patches are cut of data, but " + x_ng.shape() + " takes a gradient");
        }
        int n = x_ng.rows();
        int g = x_ng.columns();
        int t = Math.ceilDiv(g, patch);
        Workspace home = x_ng.home();
        Shape shape = Shape.of(Math.multiplyExact(n, t), patch);
        if (g % patch == 0) {
            return new Tensor(home, shape, x_ng.address(), false);
        }
        Tensor patches = home.tensor(shape);
        long bytes = home.kernels().element().bytes();
        long filled = bytes * t * patch;
        home.kernels().pool().run((n + ROWS_OF_BLOCK - 1) / ROWS_OF_BLOCK, (from, to, worker) -> {
            for (long i = (long) from * ROWS_OF_BLOCK; i < Math.min((long) to * ROWS_OF_BLOCK, n); i++) {
                Memory.copy(x_ng.address() + i * g * bytes, patches.address() + i * filled, g * bytes);
                Memory.zero(patches.address() + i * filled + g * bytes, filled - g * bytes);
            }
        });
        return patches;
    }

    /// Mean over the `t` tokens of each cell: n x d.
    public static Tensor mean(Tensor x_rd, int t) {
        int n = cells(x_rd, t);
        int d = x_rd.columns();
        Workspace home = x_rd.home();
        Rows rows = home.kernels().rows();
        Tensor y_nd = home.result(Shape.of(n, d), x_rd.needsGradient());
        rows.means(x_rd.address(), y_nd.address(), n, t, d);
        home.record(y_nd, () -> {
            boolean add = x_rd.claimGradient();
            rows.meansGradient(y_nd.gradient(), x_rd.gradient(), n, t, d, add);
        });
        return y_nd;
    }

    private static int cells(Tensor x_rd, int t) {
        if (t < 1 || x_rd.rows() % t != 0) {
            throw new IllegalArgumentException("rows must be a multiple of the tokens of a cell, but were "
                    + x_rd.rows()
                    + " of " + t);
        }
        return x_rd.rows() / t;
    }

    /// Weights of a self-attention, as torch stores them.
    ///
    /// @param in_ed makes queries, keys and values
    /// @param inBias_e their bias
    /// @param out_dd mixes the heads
    /// @param outBias_d its bias
    public record AttentionWeights(Tensor in_ed, Tensor inBias_e, Tensor out_dd, Tensor outBias_d) {
        private void require(int d) {
            Tensor.requireShape(in_ed, Shape.of(3 * d, d), "in_ed");
            Tensor.requireShape(inBias_e, Shape.of(3 * d), "inBias_e");
            Tensor.requireShape(out_dd, Shape.of(d, d), "out_dd");
            Tensor.requireShape(outBias_d, Shape.of(d), "outBias_d");
        }
    }

    /// Multi-head self-attention among the `t` tokens of each cell: queries, keys and values are linear maps of the
    /// tokens; in each head `dropout(softmax(q k' / sqrt(d / heads))) v`; a linear map of all heads.
    ///
    /// @param heads divides d
    /// @param dropout rate of dropout on the weights behind the softmax, in [0, 1)
    /// @param key key of the dropped weights, as {@link Noise#dropoutKey} gives it
    public static Tensor selfAttention(Tensor x_rd, int t, AttentionWeights weights, int heads, double dropout,
            long key) {
        int d = x_rd.columns();
        if (heads < 1 || d % heads != 0) {
            throw new IllegalArgumentException("heads must divide the width of a token, but were " + heads + " for "
                    + d);
        }
        if (t > 1 << 16) {
            throw new IllegalArgumentException("a cell must have at most " + (1 << 16) + " tokens but had " + t);
        }
        weights.require(d);
        int r = x_rd.rows();
        Workspace home = x_rd.home();
        Matmul matmul = home.kernels().matmul();
        Attention attention = home.kernels().attention();
        var size = new Attention.Size(cells(x_rd, t), t, heads, d / heads);
        Dropout drop = new Dropout(dropout, key);
        Tensor qkv_re = home.tensor(Shape.of(r, 3 * d));
        Tensor context_rd = home.tensor(x_rd.shape());
        long room = home.room(attention.roomBytes(size)).address();
        Tensor y_rd = home.result(x_rd.shape(), true);
        matmul.linear(x_rd.address(), weights.in_ed.address(), weights.inBias_e.address(), qkv_re.address(), r, d,
                3 * d);
        attention.forward(qkv_re.address(), drop, room, context_rd.address(), size);
        matmul.linear(context_rd.address(), weights.out_dd.address(), weights.outBias_d.address(), y_rd.address(), r, d,
                d);
        home.record(y_rd, () -> {
            Tensor dcontext_rd = home.tensor(x_rd.shape());
            parameters(y_rd.gradient(), context_rd, weights.out_dd, weights.outBias_d);
            matmul.inputGradient(y_rd.gradient(), weights.out_dd.address(), dcontext_rd.address(), r, d, d, false);
            attention.gradient(dcontext_rd.address(), context_rd.address(), drop, room, qkv_re.address(), size);
            parameters(qkv_re.address(), x_rd, weights.in_ed, weights.inBias_e);
            if (x_rd.needsGradient()) {
                boolean add = x_rd.claimGradient();
                matmul.inputGradient(qkv_re.address(), weights.in_ed.address(), x_rd.gradient(), r, d, 3 * d, add);
            }
        });
        return y_rd;
    }

    /// Gradients of a linear map's weight and bias from that of its result.
    private static void parameters(long dy_no, Tensor x_ni, Tensor w_oi, Tensor b_o) {
        Matmul matmul = x_ni.home().kernels().matmul();
        int n = x_ni.rows();
        boolean add = Tensor.claimGradients(w_oi, b_o);
        matmul.weightGradient(dy_no, x_ni.address(), w_oi.gradient(), n, w_oi.columns(), w_oi.rows(), add);
        matmul.biasGradient(dy_no, b_o.gradient(), n, w_oi.rows(), add);
    }

    /// Weights of a feed-forward layer, as torch stores them.
    ///
    /// @param up_fd of the first map
    /// @param upBias_f of the first map
    /// @param down_df of the second map
    /// @param downBias_d of the second map
    public record FeedForwardWeights(Tensor up_fd, Tensor upBias_f, Tensor down_df, Tensor downBias_d) {
        private void require(int d) {
            int f = up_fd.rows();
            Tensor.requireShape(up_fd, Shape.of(f, d), "up_fd");
            Tensor.requireShape(upBias_f, Shape.of(f), "upBias_f");
            Tensor.requireShape(down_df, Shape.of(d, f), "down_df");
            Tensor.requireShape(downBias_d, Shape.of(d), "downBias_d");
        }

        private FeedForward.Weights values() {
            return new FeedForward.Weights(up_fd.address(), upBias_f.address(), down_df.address(),
                    downBias_d.address());
        }

        private FeedForward.Weights gradients() {
            return new FeedForward.Weights(up_fd.gradient(), upBias_f.gradient(), down_df.gradient(),
                    downBias_d.gradient());
        }

        private boolean claim() {
            return Tensor.claimGradients(up_fd, upBias_f, down_df, downBias_d);
        }
    }

    /// `dropout(gelu(x up' + b1)) down' + b2`, row by row.
    ///
    /// @param dropout rate of dropout on the hidden layer, in [0, 1)
    /// @param key key of the dropped elements, as {@link Noise#dropoutKey} gives it
    public static Tensor feedForward(Tensor x_rd, FeedForwardWeights weights, double dropout, long key) {
        int d = x_rd.columns();
        weights.require(d);
        Workspace home = x_rd.home();
        FeedForward kernel = home.kernels().feedForward();
        var size = new FeedForward.Size(x_rd.rows(), d, weights.up_fd.rows());
        Dropout drop = new Dropout(dropout, key);
        Tensor y_rd = home.result(x_rd.shape(), true);
        long u_rf = y_rd.needsGradient() ? home.tensor(Shape.of(size.n(), size.f())).address() : 0;
        kernel.forward(x_rd.address(), weights.values(), drop, u_rf, y_rd.address(), size);
        home.record(y_rd, () -> {
            long room = home.room(kernel.roomBytes(size)).address();
            boolean addWeights = weights.claim();
            Tensor dx = x_rd.needsGradient() ? x_rd : home.tensor(x_rd.shape());
            boolean add = dx.claimGradientOf(y_rd);
            kernel.gradient(y_rd.gradient(), x_rd.address(), weights.values(), drop, u_rf, room, dx.gradient(), add,
                    weights.gradients(), addWeights, size);
        });
        return y_rd;
    }
}
