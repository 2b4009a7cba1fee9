package io.cellwright.kernel;

/// Means over labels. Cell i has label l with probability `p_il = softmax over l of logits_il`; row `l n + i` of what
/// comes label by label is cell i with label l:
///
/// ```
/// meanLp_i = sum over l of p_il lp_li
/// meanKl_i = sum over l of p_il (kl_li + log(p_il c))
/// ```
///
/// The logarithm is the divergence of the labels from a uniform prior. A label of probability 0 adds nothing to it.
public sealed interface LabelMarginal permits VectorLabelMarginal, PlainLabelMarginal {
    /// What comes label by label, or its gradients.
    record Rows(long lp_cn, long kl_cn) {}

    /// What comes out, or its gradients.
    record Means(long lp_n, long kl_n) {}

    /// Bytes that a forward pass leaves for the backward one.
    long roomBytes(int n, int c);

    /// Means.
    void forward(long logits_nc, Rows rows, long room, Means means, int n, int c);

    /// Gradients; one at 0 did not come back. `dlogits_nc (+)=` with `add`; those of the rows are overwritten.
    void gradient(Means dmeans, long logits_nc, Rows rows, Means means, long room, long dlogits_nc, boolean add,
            Rows drows, int n, int c);
}
