package io.cellwright.kernel;

/// A hidden layer of rows that come label by label, and the linear map behind it. Row `r = l n + i` of `c n`:
///
/// ```
/// z_r = relu(w_hk x_r + t_l)        y_r = out_oh z_r + b
/// ```
///
/// From few columns to few through many: z is never made as a whole.
public sealed interface LabelLayer permits VectorLabelLayer, PlainLabelLayer {
    /// How large a layer is.
    ///
    /// @param n rows for each label
    /// @param c labels
    /// @param k columns of x
    /// @param h columns of z
    /// @param o columns of y
    record Size(int n, int c, int k, int h, int o) {
        int rows() {
            return Math.multiplyExact(n, c);
        }
    }

    /// What is learnt, or its gradients.
    record Weights(long w_hk, long t_ch, long out_oh, long b_o) {}

    /// From x to y.
    void forward(long x_rk, Weights weights, long y_ro, Size size);

    /// Bytes of `room` for {@link #gradient}.
    long roomBytes(Size size);

    /// Gradients, for which z is made again. `gradients` are overwritten, or added to where `add` is given for all; so
    /// is `dx_rk`.
    void gradient(long dy_ro, long x_rk, Weights weights, long room, long dx_rk, boolean addX, Weights gradients,
            boolean add, Size size);
}
