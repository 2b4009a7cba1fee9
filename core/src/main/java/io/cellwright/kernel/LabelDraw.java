package io.cellwright.kernel;

import io.cellwright.kernel.Norm.Then;

/// A normal distribution for each row of a label grid, a draw from it, and its divergence from the standard normal. Row
/// `r = l n + i` is cell i with label l:
///
/// ```
/// [m_r, s_r]  = w_oh then(u_i + v_l) + b_o        o = 2 k: k means, k logarithms
/// variance_r  = exp(s_r) + floor
/// z_r         = m_r + sqrt(variance_r) noise_r
/// kl_r        = sum over k of (m_r^2 + variance_r - 1 - log variance_r) / 2
/// ```
///
/// From cells and labels to a draw in one go: neither the grid nor what is made of it row by row is ever there as a
/// whole.
public sealed interface LabelDraw permits VectorLabelDraw, PlainLabelDraw {
    /// How large it is.
    ///
    /// @param n cells
    /// @param c labels
    /// @param h columns of the grid
    /// @param k dimensions of a draw
    record Size(int n, int c, int h, int k) {
        int rows() {
            return Math.multiplyExact(n, c);
        }

        int o() {
            return 2 * k;
        }
    }

    /// The grid's cells and labels and the linear map, or their gradients.
    record Net(long u_nh, long v_ch, long w_oh, long b_o) {}

    /// What is not learnt.
    ///
    /// @param then what follows on the grid: ReLU, and possibly dropout, whose element number is the grid's
    /// @param floor what is added to variances, at least 0
    /// @param noise_rk standard normal numbers
    record Given(Then then, double floor, long noise_rk) {
        /// Checks that there is a ReLU.
        public Given {
            if (!then.relu()) {
                throw new IllegalArgumentException("a ReLU must follow on the grid");
            }
        }
    }

    /// Bytes that a forward pass leaves for the backward one, and room for that one's sums.
    long roomBytes(Size size);

    /// Draws, and divergences.
    void forward(Net net, Given given, long room, long z_rk, long kl_r, Size size);

    /// Gradients, for which the grid is made again. A gradient at 0 did not come back. `gradients` are overwritten, or
    /// added to where `add` is given for all.
    void gradient(long dz_rk, long dkl_r, Net net, Given given, long room, Net gradients, boolean add, Size size);
}
