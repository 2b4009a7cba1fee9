package io.cellwright.tensor;

import io.cellwright.kernel.Dropout;
import io.cellwright.kernel.Norm;
import org.jspecify.annotations.Nullable;

/// Batch and layer normalisation.
public final class Normalisation {
    private Normalisation() {}

    /// What batch normalisation keeps and learns for each of h features.
    ///
    /// @param gamma_h factor
    /// @param beta_h shift
    /// @param runningMean_h running mean, a buffer
    /// @param runningVariance_h running unbiased variance, a buffer
    /// @param momentum share of a new minibatch in the running statistics, torch's convention: 0.01 means one per cent
    /// @param epsilon added to the variance
    public record BatchStatistics(Tensor gamma_h, Tensor beta_h, Tensor runningMean_h, Tensor runningVariance_h,
            double momentum, double epsilon) {}

    /// What follows on batch normalisation, in the same pass over the numbers.
    ///
    /// @param relu whether ReLU follows
    /// @param dropout dropout rate in [0, 1) after it, 0 for none
    /// @param dropoutKey key of the dropped elements, as {@link Noise#dropoutKey} gives it
    public record Activation(boolean relu, double dropout, long dropoutKey) {
        /// Nothing follows.
        public static final Activation NONE = new Activation(false, 0, 0);
        /// ReLU without dropout.
        public static final Activation RELU = new Activation(true, 0, 0);

        Norm.Then then() {
            return new Norm.Then(relu, dropout, dropoutKey);
        }
    }

    /// Batch normalisation of x_nh. With `training` the minibatch's own mean and variance are used and the running
    /// statistics move if `moves`; else the running statistics are used. Then comes `activation`.
    public static Tensor batch(Tensor x_nh, BatchStatistics s, boolean training, boolean moves,
            Activation activation) {
        Workspace home = x_nh.home();
        Norm norm = home.kernels().norm();
        int n = x_nh.rows();
        int h = x_nh.columns();
        Tensor.requireShape(s.gamma_h, Shape.of(h), "gamma_h");
        Tensor mean_h = home.tensor(Shape.of(h));
        Tensor invStd_h = home.tensor(Shape.of(h));
        Tensor y_nh = home.result(x_nh.shape(), true);
        Norm.Then then = activation.then();
        if (training) {
            norm.batchTrain(x_nh.address(), s.gamma_h.address(), s.beta_h.address(), mean_h.address(),
                    invStd_h.address(), moves ? s.runningMean_h.address() : 0, moves ? s.runningVariance_h.address() : 0,
                    s.momentum, s.epsilon, y_nh.address(), then, n, h);
        } else {
            norm.batchEvaluate(x_nh.address(), s.gamma_h.address(), s.beta_h.address(), s.runningMean_h.address(),
                    s.runningVariance_h.address(), s.epsilon, mean_h.address(), invStd_h.address(), y_nh.address(),
                    then, n, h);
        }
        home.record(y_nh, () -> {
            boolean addParameters = s.gamma_h.claimGradient();
            s.beta_h.claimGradient();
            Tensor dx = x_nh.needsGradient() ? x_nh : home.tensor(x_nh.shape());
            boolean add = dx.claimGradientOf(y_nh);
            norm.batchGradient(training, y_nh.gradient(), y_nh.address(), then, x_nh.address(), mean_h.address(),
                    invStd_h.address(), s.gamma_h.address(), dx.gradient(), add, s.gamma_h.gradient(),
                    s.beta_h.gradient(), addParameters, n, h);
        });
        return y_nh;
    }

    /// Layer normalisation of each row of x_nh. Without `gamma_h` and `beta_h` (both or neither) there is no affine
    /// part.
    public static Tensor layer(Tensor x_nh, @Nullable Tensor gamma_h, @Nullable Tensor beta_h, double epsilon) {
        Workspace home = x_nh.home();
        Norm norm = home.kernels().norm();
        int n = x_nh.rows();
        int h = x_nh.columns();
        Tensor mean_n = home.tensor(Shape.of(n));
        Tensor invStd_n = home.tensor(Shape.of(n));
        Tensor y_nh = home.result(x_nh.shape(), x_nh.needsGradient() || gamma_h != null);
        norm.layer(x_nh.address(), gamma_h == null ? 0 : gamma_h.address(), beta_h == null ? 0 : beta_h.address(),
                epsilon, mean_n.address(), invStd_n.address(), y_nh.address(), n, h);
        home.record(y_nh, () -> {
            boolean addParameters = gamma_h != null && gamma_h.claimGradient();
            if (beta_h != null) {
                beta_h.claimGradient();
            }
            Tensor dx = x_nh.needsGradient() ? x_nh : home.tensor(x_nh.shape());
            boolean add = dx.claimGradient();
            norm.layerGradient(y_nh.gradient(), x_nh.address(), mean_n.address(), invStd_n.address(),
                    gamma_h == null ? 0 : gamma_h.address(), dx.gradient(), add,
                    gamma_h == null ? 0 : gamma_h.gradient(), beta_h == null ? 0 : beta_h.gradient(), addParameters, n,
                    h);
        });
        return y_nh;
    }

    /// Layer normalisation of `x + dropout(branch)`: the end of a residual branch in a transformer that normalises
    /// last. The branch is used up: its place takes the sums, and on the way back its gradient.
    ///
    /// @param branch_nh result of an operation that does not read it again on the way back, such as
    ///     {@link Products#linear}
    /// @param dropout rate of dropout on the branch, in [0, 1), 0 for none
    /// @param key key of the dropped elements, as {@link Noise#dropoutKey} gives it
    public static Tensor residual(Tensor x_nh, Tensor branch_nh, double dropout, long key, Tensor gamma_h,
            Tensor beta_h, double epsilon) {
        Workspace home = x_nh.home();
        int n = x_nh.rows();
        int h = x_nh.columns();
        Tensor.requireShape(branch_nh, x_nh.shape(), "branch_nh");
        Tensor.requireShape(gamma_h, Shape.of(h), "gamma_h");
        Tensor.requireShape(beta_h, Shape.of(h), "beta_h");
        Norm norm = home.kernels().norm();
        Dropout drop = new Dropout(dropout, key);
        Tensor mean_n = home.tensor(Shape.of(n));
        Tensor invStd_n = home.tensor(Shape.of(n));
        long branch = branch_nh.address();
        Tensor y_nh = home.result(x_nh.shape(), true);
        norm.residual(x_nh.address(), branch, drop, gamma_h.address(), beta_h.address(), epsilon, mean_n.address(),
                invStd_n.address(), y_nh.address(), n, h);
        branch_nh.overwrite();
        home.record(y_nh, () -> {
            boolean addParameters = Tensor.claimGradients(gamma_h, beta_h);
            Tensor dx = x_nh.needsGradient() ? x_nh : home.tensor(x_nh.shape());
            boolean add = dx.claimGradientOf(y_nh);
            norm.residualGradient(y_nh.gradient(), branch, drop, mean_n.address(), invStd_n.address(),
                    gamma_h.address(), dx.gradient(), add, gamma_h.gradient(), beta_h.gradient(), addParameters, n, h);
            branch_nh.gradientInPlace();
        });
        return y_nh;
    }
}
