package io.cellwright.tensor;

import io.cellwright.kernel.Latent;

/// Diagonal normal distributions, one a row, given by mean and variance.
public final class Normals {
    private Normals() {}

    /// Mean and variance of each row.
    ///
    /// @param mean_nk means
    /// @param variance_nk variances, positive
    public record MeanVariance(Tensor mean_nk, Tensor variance_nk) {}

    /// Mean and variance from rows `[mean, log v]` of 2k numbers, `variance = v + floor`.
    public static MeanVariance part(Tensor y_no, double floor) {
        Workspace home = y_no.home();
        Latent latent = home.kernels().latent();
        int n = y_no.rows();
        int k = y_no.columns() / 2;
        Tensor.requireShape(y_no, Shape.of(n, 2 * k), "y_no");
        Tensor mean_nk = home.result(Shape.of(n, k), y_no.needsGradient());
        Tensor variance_nk = home.result(Shape.of(n, k), y_no.needsGradient());
        latent.part(y_no.address(), floor, mean_nk.address(), variance_nk.address(), n, k);
        home.record(mean_nk, variance_nk, () -> {
            y_no.claimGradient();
            latent.partGradient(y_no.address(), mean_nk.hasGradient() ? mean_nk.gradient() : 0,
                    variance_nk.hasGradient() ? variance_nk.gradient() : 0, y_no.gradient(), n, k);
        });
        return new MeanVariance(mean_nk, variance_nk);
    }

    /// A sample that gradients flow through: `z = mean + sqrt(variance) noise`.
    public static Tensor sample(Tensor mean_nk, Tensor variance_nk, Tensor noise_nk) {
        Tensor.requireShape(variance_nk, mean_nk.shape(), "variance_nk");
        Tensor.requireShape(noise_nk, mean_nk.shape(), "noise_nk");
        Workspace home = mean_nk.home();
        Latent latent = home.kernels().latent();
        Tensor z_nk = home.result(mean_nk.shape(), mean_nk.needsGradient() || variance_nk.needsGradient());
        latent.sample(mean_nk.address(), variance_nk.address(), noise_nk.address(), z_nk.address(), z_nk.count());
        home.record(z_nk, () -> {
            boolean addMean = mean_nk.claimGradient();
            boolean addVariance = variance_nk.claimGradient();
            latent.sampleGradient(variance_nk.address(), noise_nk.address(), z_nk.gradient(), mean_nk.gradient(),
                    addMean, variance_nk.gradient(), addVariance, z_nk.count());
        });
        return z_nk;
    }

    /// Divergence of each row from the standard normal, summed over its k dimensions.
    public static Tensor klFromStandard(Tensor mean_nk, Tensor variance_nk) {
        Tensor.requireShape(variance_nk, mean_nk.shape(), "variance_nk");
        Workspace home = mean_nk.home();
        Latent latent = home.kernels().latent();
        int n = mean_nk.rows();
        int k = mean_nk.columns();
        Tensor kl_n = home.result(Shape.of(n), mean_nk.needsGradient() || variance_nk.needsGradient());
        latent.standardKl(mean_nk.address(), variance_nk.address(), kl_n.address(), n, k);
        home.record(kl_n, () -> {
            boolean addMean = mean_nk.claimGradient();
            boolean addVariance = variance_nk.claimGradient();
            latent.standardKlGradient(mean_nk.address(), variance_nk.address(), kl_n.gradient(), mean_nk.gradient(),
                    addMean, variance_nk.gradient(), addVariance, n, k);
        });
        return kl_n;
    }

    /// Divergence of each row from a given normal that takes no gradient.
    public static Tensor klFrom(Tensor mean_nk, Tensor variance_nk, Tensor priorMean_nk, Tensor priorVariance_nk) {
        Tensor.requireShape(variance_nk, mean_nk.shape(), "variance_nk");
        Tensor.requireShape(priorMean_nk, mean_nk.shape(), "priorMean_nk");
        Tensor.requireShape(priorVariance_nk, mean_nk.shape(), "priorVariance_nk");
        Workspace home = mean_nk.home();
        Latent latent = home.kernels().latent();
        int n = mean_nk.rows();
        int k = mean_nk.columns();
        Tensor kl_n = home.result(Shape.of(n), mean_nk.needsGradient() || variance_nk.needsGradient());
        latent.kl(mean_nk.address(), variance_nk.address(), priorMean_nk.address(), priorVariance_nk.address(),
                kl_n.address(), n, k);
        home.record(kl_n, () -> {
            boolean addMean = mean_nk.claimGradient();
            boolean addVariance = variance_nk.claimGradient();
            latent.klGradient(mean_nk.address(), variance_nk.address(), priorMean_nk.address(),
                    priorVariance_nk.address(), kl_n.gradient(), mean_nk.gradient(), addMean, variance_nk.gradient(),
                    addVariance, n, k);
        });
        return kl_n;
    }

    /// Log density of x under each row of a label grid: row r of `mean` and `variance` meets row `r mod n` of `x_nk`.
    ///
    /// @param x_nk n cells
    /// @param mean_rk r rows, a multiple of n
    /// @param variance_rk as the mean
    public static Tensor logProbability(Tensor x_nk, Tensor mean_rk, Tensor variance_rk) {
        int cells = x_nk.rows();
        int n = mean_rk.rows();
        int k = mean_rk.columns();
        Tensor.requireShape(variance_rk, mean_rk.shape(), "variance_rk");
        if (cells == 0 || n % cells != 0 || x_nk.columns() != k) {
            throw new IllegalArgumentException("rows of the mean must be a multiple of the cells, with as many columns, "
                    + "but were " + mean_rk.shape() + " and " + x_nk.shape());
        }
        Workspace home = x_nk.home();
        Latent latent = home.kernels().latent();
        Tensor lp_r = home.result(Shape.of(n),
                x_nk.needsGradient() || mean_rk.needsGradient() || variance_rk.needsGradient());
        latent.logProbability(x_nk.address(), mean_rk.address(), variance_rk.address(), lp_r.address(), n, k, cells);
        home.record(lp_r, () -> {
            boolean addX = x_nk.needsGradient() && x_nk.claimGradient();
            boolean addMean = mean_rk.needsGradient() && mean_rk.claimGradient();
            boolean addVariance = variance_rk.needsGradient() && variance_rk.claimGradient();
            latent.logProbabilityGradient(x_nk.address(), mean_rk.address(), variance_rk.address(), lp_r.gradient(),
                    x_nk.needsGradient() ? x_nk.gradient() : 0, addX, mean_rk.needsGradient() ? mean_rk.gradient() : 0,
                    addMean, variance_rk.needsGradient() ? variance_rk.gradient() : 0, addVariance, n, k, cells);
        });
        return lp_r;
    }
}
