package io.cellwright.tensor;

import io.cellwright.kernel.CountLoss;
import io.cellwright.kernel.Elementwise;
import org.jspecify.annotations.Nullable;

/// Likelihoods of counts, fused with the decoder's last step: rate link, library size, log probability, and all
/// gradients in one pass over the minibatch.
public final class Counts {
    private Counts() {}

    /// The distribution of a count, given its rate `mu` and inverse dispersion `theta` (variance `mu + mu^2 / theta`).
    public enum Likelihood {
        /// Negative binomial.
        NB(CountLoss.Likelihood.NB),
        /// Negative binomial with extra zeros, whose logit the decoder gives.
        ZINB(CountLoss.Likelihood.ZINB),
        /// Poisson.
        POISSON(CountLoss.Likelihood.POISSON);

        private final CountLoss.Likelihood kernel;

        Likelihood(CountLoss.Likelihood kernel) {
            this.kernel = kernel;
        }
    }

    /// How a decoder's rate logits become the share of each gene in the library.
    public enum RateLink {
        /// Softmax: the shares of a cell sum to one.
        SOFTMAX(CountLoss.RateLink.SOFTMAX),
        /// Softplus: shares are free. Used with size factors.
        SOFTPLUS(CountLoss.RateLink.SOFTPLUS);

        private final CountLoss.RateLink kernel;

        RateLink(CountLoss.RateLink kernel) {
            this.kernel = kernel;
        }
    }

    /// The counts of a minibatch with what is known about them beforehand.
    ///
    /// @param x_ng raw counts
    /// @param logFactorial_n sum over the genes of each cell of `lgamma(x + 1)`
    public record Observed(SparseTensor x_ng, Tensor logFactorial_n) {}

    /// What the decoder says about a minibatch.
    ///
    /// @param rate_ng rate logits
    /// @param dropout_ng logits of the extra zeros; null unless ZINB
    /// @param logLibrary_n log of library size or size factor
    /// @param logTheta_rg log inverse dispersion, r rows; null for Poisson
    /// @param thetaRow_n the row of each cell; null where r is 1
    public record Decoded(Tensor rate_ng, @Nullable Tensor dropout_ng, Tensor logLibrary_n,
            @Nullable Tensor logTheta_rg, @Nullable Codes thetaRow_n) {}

    /// Negative log probability of each cell, summed over genes.
    ///
    /// While gradients are recorded the logits are overwritten by their own gradients and cannot be read afterwards.
    /// The gradient that comes back must be the same for all cells, as that of a mean or a sum is: the dispersion's
    /// gradient is summed over cells at once.
    ///
    /// @param meanOver the number of cells over which the loss will be averaged: with it the gradients come out right
    ///     at once; another constant gradient costs one more pass
    public static Tensor negativeLogProbability(Likelihood likelihood, RateLink link, Observed observed,
            Decoded decoded, int meanOver) {
        SparseTensor x_ng = observed.x_ng();
        Workspace home = x_ng.home();
        int n = x_ng.n();
        check(likelihood, observed, decoded);
        Tensor rate = decoded.rate_ng();
        Tensor dropout = likelihood == Likelihood.ZINB ? decoded.dropout_ng() : null;
        Tensor theta = likelihood == Likelihood.POISSON ? null : decoded.logTheta_rg();
        Tensor library = decoded.logLibrary_n();
        boolean gradients = home.recording();
        Tensor dTheta = theta != null && gradients ? home.tensor(theta.shape()) : null;
        Tensor dLibrary = library.needsGradient() && gradients ? home.tensor(library.shape()) : null;
        double weight = 1.0 / meanOver;
        Tensor nll_n = home.result(Shape.of(n), true);
        home.kernels().counts().run(new CountLoss.Call(likelihood.kernel, link.kernel, x_ng.rows(), library.address(),
                observed.logFactorial_n().address(), rate.address(), address(dropout), address(theta),
                decoded.thetaRow_n() == null ? 0 : decoded.thetaRow_n().address(), theta == null ? 1 : theta.rows(),
                address(dTheta), address(dLibrary), nll_n.address(), weight, gradients));
        if (gradients) {
            home.record(nll_n, () -> {
                double ratio = constantGradient(nll_n) / weight;
                giveInPlace(rate, ratio);
                if (dropout != null) {
                    giveInPlace(dropout, ratio);
                }
                if (theta != null && dTheta != null && theta.needsGradient()) {
                    theta.addGradient(dTheta.address(), ratio);
                }
                if (dLibrary != null) {
                    library.addGradient(dLibrary.address(), ratio);
                }
            });
            rate.overwrite();
            if (dropout != null) {
                dropout.overwrite();
            }
        }
        return nll_n;
    }

    /// The rates `mu = exp(logLibrary_n) link(rate_ng)`, without gradients; the logits are overwritten.
    public static Tensor rates(RateLink link, Tensor rate_ng, Tensor logLibrary_n) {
        rate_ng.home().kernels().counts().rates(link.kernel, logLibrary_n.address(), rate_ng.address(),
                rate_ng.rows(), rate_ng.columns());
        return rate_ng.detach();
    }

    private static void check(Likelihood likelihood, Observed observed, Decoded decoded) {
        int n = observed.x_ng().n();
        int g = observed.x_ng().g();
        Tensor.requireShape(decoded.rate_ng(), Shape.of(n, g), "rate_ng");
        Tensor.requireShape(observed.logFactorial_n(), Shape.of(n), "logFactorial_n");
        if (decoded.logLibrary_n().count() != n) {
            throw new IllegalArgumentException("logLibrary_n must have " + n + " elements but has "
                    + decoded.logLibrary_n().count());
        }
        if (likelihood == Likelihood.ZINB) {
            if (decoded.dropout_ng() == null) {
                throw new IllegalArgumentException("dropout_ng must be there for ZINB but was null");
            }
            Tensor.requireShape(decoded.dropout_ng(), Shape.of(n, g), "dropout_ng");
        }
        if (likelihood != Likelihood.POISSON) {
            Tensor theta = decoded.logTheta_rg();
            if (theta == null) {
                throw new IllegalArgumentException("logTheta_rg must be there for " + likelihood + " but was null");
            }
            Tensor.requireShape(theta, Shape.of(theta.rows(), g), "logTheta_rg");
            Codes row = decoded.thetaRow_n();
            if (row == null ? theta.rows() != 1 : row.count() != n || row.levels() > theta.rows()) {
                throw new IllegalArgumentException("thetaRow_n must name one of " + theta.rows() + " rows for each of "
                        + n + " cells");
            }
            requireRows(row);
        }
    }

    private static void requireRows(@Nullable Codes row_n) {
        if (row_n != null) {
            for (int i = 0; i < row_n.count(); i++) {
                if (row_n.get(i) < 0) {
                    throw new IllegalArgumentException("every cell must have a row of the dispersion but cell " + i
                            + " of the minibatch has none");
                }
            }
        }
    }

    private static double constantGradient(Tensor nll_n) {
        double[] gradient = nll_n.gradientToArray();
        for (double g : gradient) {
            if (g != gradient[0] && !(Double.isNaN(g) && Double.isNaN(gradient[0]))) {
                throw new IllegalStateException("the gradient of the count loss must be the same for all cells but was "
                        + gradient[0] + " and " + g + ": average or sum the cells");
            }
        }
        return gradient.length == 0 ? 0 : gradient[0];
    }

    private static void giveInPlace(Tensor logits, double ratio) {
        logits.gradientInPlace();
        // One over the number of cells, rounded to float and back, is still meant to be one.
        if (Math.abs(ratio - 1) > 1e-6) {
            Elementwise loops = logits.home().kernels().elementwise();
            loops.affine(logits.gradient(), ratio, 0, logits.gradient(), logits.count());
        }
    }

    private static long address(@Nullable Tensor tensor) {
        return tensor == null ? 0 : tensor.address();
    }
}
