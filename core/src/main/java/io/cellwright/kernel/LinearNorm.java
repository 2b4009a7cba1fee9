package io.cellwright.kernel;

/// Batch normalisation of a linear map that is never made. Its rows come label by label: row `r = l n + i` of `c n` is
/// `w_hk x_r + t_l + b`. Normalised, it is a linear map again, of weights `w~` and labels `t~`:
///
/// ```
/// w~_h = gamma_h invStd_h w_h        t~_lh = gamma_h invStd_h (t_lh + b_h - mean_h) + beta_h
/// ```
///
/// Mean and variance of the rows follow from the mean `m_l` of x for each label and the covariance S of x around it,
/// for a fraction of the work where x has few columns:
///
/// ```
/// a_lh = w_h m_l + t_lh + b_h        mean_h = mean over l of a_lh
/// variance_h = w_h S w_h' + mean over l of (a_lh - mean_h)^2
/// ```
///
/// Gradients go the same way back.
public sealed interface LinearNorm permits VectorLinearNorm, PlainLinearNorm {
    /// How large a map is.
    ///
    /// @param n rows for each label
    /// @param c labels
    /// @param k columns of x
    /// @param h columns of the map
    record Size(int n, int c, int k, int h) {
        int rows() {
            return Math.multiplyExact(n, c);
        }
    }

    /// What is learnt, or its gradients.
    record Weights(long w_hk, long t_ch, long b_h, long gamma_h, long beta_h) {}

    /// Bytes that a forward pass leaves for the backward one.
    long roomBytes(Size size);

    /// With the rows' own mean and variance, see {@link Norm#batchTrain}.
    void train(long x_rk, Weights weights, long runningMean_h, long runningVariance_h, double momentum, double epsilon,
            long room, long folded_hk, long folded_ch, Size size);

    /// With running statistics, see {@link Norm#batchEvaluate}.
    void evaluate(Weights weights, long runningMean_h, long runningVariance_h, double epsilon, long room,
            long folded_hk, long folded_ch, Size size);

    /// Gradients of either; `trained` says of which. `gradients` are overwritten, or added to where `add` is given for
    /// all, and so is `dx_rk`, which 0 leaves out.
    void gradient(boolean trained, long dfolded_hk, long dfolded_ch, long x_rk, Weights weights, long room, long dx_rk,
            boolean addX, Weights gradients, boolean add, Size size);
}
