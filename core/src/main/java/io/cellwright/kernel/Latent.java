package io.cellwright.kernel;

/// Diagonal normal distributions given by mean and variance: sampling, divergences, densities. Rows are summed over k
/// in rising order in double.
public sealed interface Latent permits VectorLatent, PlainLatent {
    /// Parts rows of 2k numbers: `mean_nk = y[:k]`, `variance_nk = exp(y[k:]) + floor`.
    void part(long y_n2k, double floor, long mean_nk, long variance_nk, int n, int k);

    /// Gradient of {@link #part}: `dy[:k] = dmean`, `dy[k:] = dvariance exp(y[k:])`; an address of 0 is a gradient of
    /// 0.
    void partGradient(long y_n2k, long dmean_nk, long dvariance_nk, long dy_n2k, int n, int k);

    /// `z = mean + sqrt(variance) noise`.
    void sample(long mean, long variance, long noise, long z, long count);

    /// `dmean (+)= dz`, `dvariance (+)= dz noise / (2 sqrt(variance))`.
    void sampleGradient(long variance, long noise, long dz, long dmean, boolean addMean, long dvariance,
            boolean addVariance, long count);

    /// `kl_n = sum over k of (mean^2 + variance - log variance - 1) / 2`: divergence from the standard normal.
    void standardKl(long mean_nk, long variance_nk, long kl_n, int n, int k);

    /// `dmean_nk (+)= dkl_n mean`, `dvariance_nk (+)= dkl_n (1 - 1 / variance) / 2`.
    void standardKlGradient(long mean_nk, long variance_nk, long dkl_n, long dmean_nk, boolean addMean,
            long dvariance_nk, boolean addVariance, int n, int k);

    /// `kl_n = sum over k of (log(pv / v) + (v + (m - pm)^2) / pv - 1) / 2`: divergence of N(m, v) from the constant
    /// prior N(pm, pv) of each element.
    void kl(long mean_nk, long variance_nk, long priorMean_nk, long priorVariance_nk, long kl_n, int n, int k);

    /// Gradients of {@link #kl} for mean and variance.
    void klGradient(long mean_nk, long variance_nk, long priorMean_nk, long priorVariance_nk, long dkl_n,
            long dmean_nk, boolean addMean, long dvariance_nk, boolean addVariance, int n, int k);

    /// `lp_n = sum over k of log N(x; mean, variance)`. `x_nk` has `cells` rows and repeats for each group of rows: row
    /// r of mean and variance meets row `r mod cells` of x, so that one sample serves a whole label grid.
    void logProbability(long x_nk, long mean_nk, long variance_nk, long lp_n, int n, int k, int cells);

    /// Gradients of {@link #logProbability}; an address of 0 is skipped. `dx_nk` sums over the groups in rising order.
    void logProbabilityGradient(long x_nk, long mean_nk, long variance_nk, long dlp_n, long dx_nk, boolean addX,
            long dmean_nk, boolean addMean, long dvariance_nk, boolean addVariance, int n, int k, int cells);
}
