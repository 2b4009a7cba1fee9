package io.cellwright.tensor;

import io.cellwright.kernel.Rows;

/// Functions of whole rows: softmax, cross-entropy, divergence of a categorical distribution, means over labels.
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

    /// Divergence of `softmax(logits_nc)` from the uniform distribution over c classes: `sum of p log(p c)`.
    public static Tensor klFromUniform(Tensor logits_nc) {
        Rows rows = logits_nc.home().kernels().rows();
        int n = logits_nc.rows();
        int c = logits_nc.columns();
        Tensor kl_n = logits_nc.home().result(Shape.of(n), logits_nc.needsGradient());
        rows.categoricalKl(logits_nc.address(), kl_n.address(), n, c);
        logits_nc.home().record(kl_n, () -> {
            boolean add = logits_nc.claimGradient();
            rows.categoricalKlGradient(logits_nc.address(), kl_n.gradient(), logits_nc.gradient(), n, c, add);
        });
        return kl_n;
    }

    /// Mean over the labels of a {@link LabelGrid}: `y_n = sum over c of p_nc v_(c n)`.
    public static Tensor labelMix(Tensor p_nc, Tensor v_cn) {
        Rows rows = p_nc.home().kernels().rows();
        int n = p_nc.rows();
        int c = p_nc.columns();
        Tensor.requireShape(v_cn, Shape.of(Math.multiplyExact(n, c)), "v_cn");
        Tensor y_n = p_nc.home().result(Shape.of(n), p_nc.needsGradient() || v_cn.needsGradient());
        rows.labelMix(p_nc.address(), v_cn.address(), y_n.address(), n, c);
        p_nc.home().record(y_n, () -> {
            boolean addP = p_nc.needsGradient() && p_nc.claimGradient();
            boolean addV = v_cn.needsGradient() && v_cn.claimGradient();
            rows.labelMixGradient(p_nc.address(), v_cn.address(), y_n.gradient(),
                    p_nc.needsGradient() ? p_nc.gradient() : 0, addP, v_cn.needsGradient() ? v_cn.gradient() : 0, addV,
                    n, c);
        });
        return y_n;
    }
}
