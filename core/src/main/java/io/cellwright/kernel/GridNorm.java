package io.cellwright.kernel;

import io.cellwright.kernel.Norm.Then;

/// Batch normalisation of a label grid that is never made: row `l n + i` of its `c n` rows is `a_i + t_l`, cell i with
/// label l.
///
/// As each cell meets each label, mean and variance of the grid are those of the cells plus those of the labels. In the
/// same way the gradients of a and t need nothing of the output's gradient but its sums over the labels of each cell,
/// `G_i`, and over the cells of each label, `G_l`:
///
/// ```
/// dbeta  = sum over i of G_i
/// dgamma = (sum over i of G_i (a_i - mean of a) + sum over l of G_l (t_l - mean of t)) invStd
/// da_i   = gamma invStd (G_i - dbeta / n - dgamma (a_i - mean of a) invStd / n)
/// dt_l   = gamma invStd (G_l - dbeta / c - dgamma (t_l - mean of t) invStd / c)
/// ```
public sealed interface GridNorm permits VectorGridNorm, PlainGridNorm {
    /// As {@link Norm#batchTrain} of the grid's rows.
    void train(long a_nh, long t_ch, long gamma_h, long beta_h, long mean_h, long invStd_h, long runningMean_h,
            long runningVariance_h, double momentum, double epsilon, long y_cnh, Then then, int n, int c, int h);

    /// As {@link Norm#batchEvaluate} of the grid's rows.
    void evaluate(long a_nh, long t_ch, long gamma_h, long beta_h, long runningMean_h, long runningVariance_h,
            double epsilon, long mean_h, long invStd_h, long y_cnh, Then then, int n, int c, int h);

    /// Gradients of both: `trained` says whether mean and variance depended on a and t. `da_nh (+)=` with `addA`,
    /// `dt_ch (+)=` with `addT`, `dgamma_h` and `dbeta_h (+)=` with `addParameters`. `y_cnh` is what came out in the end;
    /// `dy_cnh` may be overwritten.
    void gradient(boolean trained, long dy_cnh, long y_cnh, Then then, long a_nh, long t_ch, long mean_h, long invStd_h,
            long gamma_h, long da_nh, boolean addA, long dt_ch, boolean addT, long dgamma_h, long dbeta_h,
            boolean addParameters, int n, int c, int h);
}
