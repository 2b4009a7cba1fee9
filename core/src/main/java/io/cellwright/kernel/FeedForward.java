package io.cellwright.kernel;

/// Two linear maps of rows with GELU and dropout between them: `y = dropout(gelu(x up' + b1)) down' + b2`.
public sealed interface FeedForward permits VectorFeedForward, PlainFeedForward {
    /// How much there is.
    ///
    /// @param n rows
    /// @param d width of a row
    /// @param f width of the hidden layer
    record Size(int n, int d, int f) {}

    /// Weights as torch stores them, one row an output, or their gradients.
    ///
    /// @param up_fd of the first map
    /// @param upBias_f of the first map
    /// @param down_df of the second map
    /// @param downBias_d of the second map
    record Weights(long up_fd, long upBias_f, long down_df, long downBias_d) {}

    /// What stands in `u_nf` for a number that was dropped: GELU and its slope are 0 there, so the way back needs no
    /// hash.
    double DROPPED = -1e30;

    /// Bytes of scratch that {@link #gradient} needs.
    long roomBytes(Size size);

    /// Writes `y_nd`, and `u_nf` unless that is 0: the hidden layer before GELU, which {@link #gradient} reads. The
    /// index of the hash is that of a number in `u_nf`.
    void forward(long x_nd, Weights weights, Dropout dropout, long u_nf, long y_nd, Size size);

    /// Gradients: `dx_nd (+)=` with `add`, `dweights (+)=` with `addWeights`. `dx_nd` may take the place of `dy_nd`.
    void gradient(long dy_nd, long x_nd, Weights weights, Dropout dropout, long u_nf, long room, long dx_nd,
            boolean add, Weights dweights, boolean addWeights, Size size);
}
