package io.cellwright.kernel;

/// The decoder's loss in one pass: rate link, library size, likelihood of counts, and all gradients.
///
/// For cell n and gene g the rate is `mu = exp(logLibrary_n) s_ng`, where s is the softmax of the rate logits over
/// genes or their softplus. With `theta = exp(logTheta)`, `e = 1e-8`, `D = log(theta + mu + e)` and dropout logit `p`:
///
/// - negative binomial: `log p(x) = theta (log(theta + e) - D) + x (log(mu + e) - D) + lgamma(x + theta)
///   - lgamma(theta) - lgamma(x + 1)`
/// - zero-inflated, x = 0: `softplus(-p + theta (log(theta + e) - D)) - softplus(-p)`; x > 0: `-softplus(-p) - p` plus
///   the negative binomial
/// - Poisson: `x log(mu) - mu - lgamma(x + 1)`
///
/// Source: scvi-tools 1.5, `log_nb_positive` and `log_zinb_positive`.
public sealed interface CountLoss permits VectorCountLoss, PlainCountLoss {
    /// The distribution of a count.
    enum Likelihood {
        /// Negative binomial.
        NB,
        /// Zero-inflated negative binomial.
        ZINB,
        /// Poisson.
        POISSON
    }

    /// How logits become the share of a gene.
    enum RateLink {
        /// Shares of a cell sum to one.
        SOFTMAX,
        /// Shares are free: used where the caller gives size factors.
        SOFTPLUS
    }

    /// One call. An address of 0 means "not there".
    ///
    /// @param likelihood distribution of a count
    /// @param link rate link
    /// @param counts the raw counts, CSR; all stored values > 0
    /// @param logLibrary_n log of the library size or size factor; -infinity for a cell without counts
    /// @param logFactorial_n sum over the cell's genes of `lgamma(x + 1)`
    /// @param rate_ng in: rate logits; out, with `gradients`: gradient of the weighted loss for them
    /// @param dropout_ng ZINB only; in: dropout logits; out, with `gradients`: their gradient
    /// @param logTheta_rg NB and ZINB: log inverse dispersion, `rows` rows
    /// @param thetaRow_n address of n ints: the row of each cell; 0 where all use row 0
    /// @param rows rows of `logTheta_rg`
    /// @param dLogTheta_rg out, with `gradients`: gradient, overwritten; rows that no cell uses get zeros
    /// @param dLogLibrary_n out, with `gradients`, or 0 where nobody wants it
    /// @param nll_n out: negative log probability of each cell
    /// @param weight gradients are those of `weight` times the sum of `nll_n`
    /// @param gradients whether gradients are computed; without, no input changes
    record Call(Likelihood likelihood, RateLink link, SparseRows counts, long logLibrary_n, long logFactorial_n,
            long rate_ng, long dropout_ng, long logTheta_rg, long thetaRow_n, int rows, long dLogTheta_rg,
            long dLogLibrary_n, long nll_n, double weight, boolean gradients) {}

    /// Computes losses and gradients of one minibatch.
    void run(Call call);

    /// The rates themselves: `rate_ng` logits become `exp(logLibrary_n) s_ng` in place.
    void rates(RateLink link, long logLibrary_n, long rate_ng, int n, int g);
}
