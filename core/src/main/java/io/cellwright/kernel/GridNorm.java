package io.cellwright.kernel;

/// Batch normalisation of a label grid that is never made: row `l n + i` of its `c n` rows is `a_i + t_l`, cell i with
/// label l. The result is a label grid again, of cells `u_i` and labels `v_l`:
///
/// ```
/// u_i = gamma (a_i - mean of a) invStd + beta        v_l = gamma (t_l - mean of t) invStd
/// ```
///
/// As each cell meets each label, mean and variance of the grid are those of the cells plus those of the labels. In the
/// same way the gradients need nothing of the grid but `du_i`, its sums over the labels of each cell, and `dv_l`, its
/// sums over the cells of each label:
///
/// ```
/// dbeta  = sum over i of du_i
/// dgamma = (sum over i of du_i (a_i - mean of a) + sum over l of dv_l (t_l - mean of t)) invStd
/// da_i   = gamma invStd (du_i - dbeta / n - dgamma (a_i - mean of a) invStd / n)
/// dt_l   = gamma invStd (dv_l - dbeta / c - dgamma (t_l - mean of t) invStd / c)
/// ```
public sealed interface GridNorm permits VectorGridNorm, PlainGridNorm {
    /// With the grid's own mean and variance, see {@link Norm#batchTrain}.
    void train(long a_nh, long t_ch, long gamma_h, long beta_h, long mean_h, long invStd_h, long runningMean_h,
            long runningVariance_h, double momentum, double epsilon, long u_nh, long v_ch, int n, int c, int h);

    /// With running statistics, see {@link Norm#batchEvaluate}. Their mean is taken from the cells alone.
    void evaluate(long a_nh, long t_ch, long gamma_h, long beta_h, long runningMean_h, long runningVariance_h,
            double epsilon, long mean_h, long invStd_h, long u_nh, long v_ch, int n, int c, int h);

    /// Gradients of both, where `du_nh` and `dv_ch` are sums of one and the same gradient of the grid. `trained` says
    /// whether mean and variance depended on a and t. `da_nh (+)=` with `addA`, `dt_ch (+)=` with `addT`, `dgamma_h`
    /// and `dbeta_h (+)=` with `addParameters`.
    void gradient(boolean trained, long du_nh, long dv_ch, long a_nh, long t_ch, long mean_h, long invStd_h,
            long gamma_h, long da_nh, boolean addA, long dt_ch, boolean addT, long dgamma_h, long dbeta_h,
            boolean addParameters, int n, int c, int h);
}
