package io.cellwright.kernel;

/// The density of cells under a normal distribution that each label gives them. Row `r = l n + i` is cell i with label
/// l, and x_r comes with both:
///
/// ```
/// [m_r, s_r] = out_oh relu(w_hk x_r + t_l) + b_o                      o = 2 k: k means, k logarithms of variances
/// lp_r       = - sum over k of (s_r + log(2 pi) + (y_i - m_r)^2 exp(-s_r)) / 2
/// ```
///
/// From few columns to few through many: neither the hidden layer nor the distributions are ever there as a whole.
public sealed interface LabelDensity permits VectorLabelDensity, PlainLabelDensity {
    /// How large it is.
    ///
    /// @param n cells
    /// @param c labels
    /// @param k columns of x and of y
    /// @param h columns of the hidden layer
    record Size(int n, int c, int k, int h) {
        int rows() {
            return Math.multiplyExact(n, c);
        }

        int o() {
            return 2 * k;
        }
    }

    /// What is learnt, or its gradients.
    record Net(long w_hk, long t_ch, long out_oh, long b_o) {}

    /// Bytes that a forward pass leaves for the backward one, and room for that one's sums.
    long roomBytes(Size size);

    /// Logarithms of densities.
    void forward(long x_rk, long y_nk, Net net, long room, long lp_r, Size size);

    /// Gradients, for which the hidden layer is made again. `dx_rk (+)=` with `addX`, `dy_nk (+)=` with `addY`; either
    /// at 0 is left out. `gradients` are overwritten, or added to where `add` is given for all.
    void gradient(long dlp_r, long x_rk, long y_nk, Net net, long room, long dx_rk, boolean addX, long dy_nk,
            boolean addY, Net gradients, boolean add, Size size);
}
