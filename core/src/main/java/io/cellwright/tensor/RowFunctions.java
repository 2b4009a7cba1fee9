package io.cellwright.tensor;

import io.cellwright.kernel.LabelMarginal;
import io.cellwright.kernel.Rows;

/// Functions of whole rows: softmax, cross-entropy, squared errors, means over labels.
public final class RowFunctions {
    private RowFunctions() {}

    /// Softmax over the classes of each row.
    public static Tensor softmax(Tensor x_nc) {
        Rows rows = x_nc.home().kernels().rows();
        int n = x_nc.rows();
        int c = x_nc.columns();
        Tensor y_nc = x_nc.home().result(x_nc.shape(), x_nc.needsGradient());
        rows.softmax(x_nc.address(), y_nc.address(), n, c);
        x_nc.home().record(y_nc, () -> {
            boolean add = x_nc.claimGradient();
            rows.softmaxGradient(y_nc.address(), y_nc.gradient(), x_nc.gradient(), n, c, add);
        });
        return y_nc;
    }

    /// Logarithm of the softmax of each row.
    public static Tensor logSoftmax(Tensor x_nc) {
        Rows rows = x_nc.home().kernels().rows();
        int n = x_nc.rows();
        int c = x_nc.columns();
        Tensor y_nc = x_nc.home().result(x_nc.shape(), x_nc.needsGradient());
        rows.logSoftmax(x_nc.address(), y_nc.address(), n, c);
        x_nc.home().record(y_nc, () -> {
            boolean add = x_nc.claimGradient();
            rows.logSoftmaxGradient(y_nc.address(), y_nc.gradient(), x_nc.gradient(), n, c, add);
        });
        return y_nc;
    }

    /// `-log softmax(logits_nc)[label_n]` of each row.
    public static Tensor crossEntropy(Tensor logits_nc, Codes label_n) {
        Rows rows = logits_nc.home().kernels().rows();
        int n = logits_nc.rows();
        int c = logits_nc.columns();
        for (int i = 0; i < n; i++) {
            if (label_n.get(i) < 0 || label_n.get(i) >= c) {
                throw new IllegalArgumentException("labels must be in [0, " + c + ") but label " + i + " was "
                        + label_n.get(i));
            }
        }
        Tensor loss_n = logits_nc.home().result(Shape.of(n), logits_nc.needsGradient());
        rows.crossEntropy(logits_nc.address(), label_n.address(), loss_n.address(), n, c);
        logits_nc.home().record(loss_n, () -> {
            boolean add = logits_nc.claimGradient();
            rows.crossEntropyGradient(logits_nc.address(), label_n.address(), loss_n.gradient(), logits_nc.gradient(),
                    n, c, add);
        });
        return loss_n;
    }

    /// Mean over the columns of `(y_ng - x_ng)^2` for each row.
    public static Tensor meanSquaredError(Tensor y_ng, Tensor x_ng) {
        Tensor error_ng = y_ng.minus(x_ng);
        return error_ng.times(error_ng).rowSum().times(1.0 / y_ng.columns());
    }

    /// Means over labels, of n cells.
    ///
    /// @param lp_n means of log densities
    /// @param kl_n means of divergences, that of the labels from the uniform distribution included
    public record Marginal(Tensor lp_n, Tensor kl_n) {}

    /// Means over the labels of a {@link LabelGrid}, weighed by `p_nc = softmax(logits_nc)`: `lp_n = sum over c of p_nc
    /// lp_(c n)` and `kl_n = sum over c of p_nc (kl_(c n) + log(p_nc c))`.
    public static Marginal marginal(Tensor logits_nc, Tensor lp_r, Tensor kl_r) {
        int n = logits_nc.rows();
        int c = logits_nc.columns();
        Tensor.requireShape(lp_r, Shape.of(Math.multiplyExact(n, c)), "lp_r");
        Tensor.requireShape(kl_r, lp_r.shape(), "kl_r");
        Workspace home = logits_nc.home();
        LabelMarginal marginal = home.kernels().labelMarginal();
        boolean needed = logits_nc.needsGradient() || lp_r.needsGradient() || kl_r.needsGradient();
        Tensor room = home.room(marginal.roomBytes(n, c));
        Tensor lp_n = home.result(Shape.of(n), needed);
        Tensor kl_n = home.result(Shape.of(n), needed);
        var rows = new LabelMarginal.Rows(lp_r.address(), kl_r.address());
        var means = new LabelMarginal.Means(lp_n.address(), kl_n.address());
        marginal.forward(logits_nc.address(), rows, room.address(), means, n, c);
        home.record(lp_n, kl_n, () -> {
            Tensor dlogits = logits_nc.needsGradient() ? logits_nc : home.tensor(logits_nc.shape());
            boolean add = dlogits.claimGradient();
            Tensor dlp = home.tensor(lp_r.shape());
            Tensor dkl = home.tensor(kl_r.shape());
            var dmeans = new LabelMarginal.Means(lp_n.hasGradient() ? lp_n.gradient() : 0,
                    kl_n.hasGradient() ? kl_n.gradient() : 0);
            marginal.gradient(dmeans, logits_nc.address(), rows, means, room.address(), dlogits.gradient(), add,
                    new LabelMarginal.Rows(dlp.address(), dkl.address()), n, c);
            lp_r.takeGradient(dlp);
            kl_r.takeGradient(dkl);
        });
        return new Marginal(lp_n, kl_n);
    }
}
