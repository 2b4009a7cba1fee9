package io.cellwright.kernel;

/// Batch and layer normalisation with their gradients.
public sealed interface Norm permits VectorNorm, PlainNorm {
    /// What follows on batch normalisation in the same pass: nothing, or ReLU, or ReLU and dropout as
    /// {@link Elementwise#dropout}.
    ///
    /// @param relu whether negative numbers go to 0
    /// @param dropout probability in [0, 1) with which numbers are dropped; above 0 only with `relu`
    /// @param key key of the dropped numbers
    record Then(boolean relu, double dropout, long key) {
        /// Nothing follows.
        public static final Then NOTHING = new Then(false, 0, 0);

        /// Checks that dropout comes after ReLU: only then can the way back tell from an output of 0 what was dropped.
        public Then {
            if (dropout > 0 && !relu) {
                throw new IllegalArgumentException("dropout must follow on ReLU");
            }
        }

        /// Factor of the numbers that are kept.
        double scale() {
            return 1 / (1 - dropout);
        }
    }

    /// Batch normalisation in training: `y = gamma (x - mean) invStd + beta` with the minibatch's own mean and biased
    /// variance per feature, `invStd = 1 / sqrt(variance + epsilon)`. Writes `mean_h` and `invStd_h` for the gradient.
    /// Where `runningMean_h` is not 0 the running statistics move: `running = (1 - momentum) running + momentum batch`,
    /// the variance with n / (n - 1) (unbiased), as torch does; with n = 1 the running variance stays. `then` follows.
    void batchTrain(long x_nh, long gamma_h, long beta_h, long mean_h, long invStd_h, long runningMean_h,
            long runningVariance_h, double momentum, double epsilon, long y_nh, Then then, int n, int h);

    /// Batch normalisation with running statistics. Writes `mean_h` and `invStd_h` for the gradient.
    void batchEvaluate(long x_nh, long gamma_h, long beta_h, long runningMean_h, long runningVariance_h, double epsilon,
            long mean_h, long invStd_h, long y_nh, Then then, int n, int h);

    /// Gradients of both: `trained` says whether mean and variance depended on x. `dx_nh (+)=` with `add`; `dgamma_h`
    /// and `dbeta_h (+)=` with `addParameters`. Where something followed, `y_nh` is what came out in the end, and
    /// `dy_nh` is overwritten. `dx_nh` may take the place of `dy_nh`.
    void batchGradient(boolean trained, long dy_nh, long y_nh, Then then, long x_nh, long mean_h, long invStd_h,
            long gamma_h, long dx_nh, boolean add, long dgamma_h, long dbeta_h, boolean addParameters, int n, int h);

    /// Layer normalisation over each row: `y = gamma (x - mean) invStd + beta`, biased variance. `gamma_h` and `beta_h`
    /// of 0 mean no affine part. Writes `mean_n` and `invStd_n` for the gradient.
    void layer(long x_nh, long gamma_h, long beta_h, double epsilon, long mean_n, long invStd_n, long y_nh, int n,
            int h);

    /// Gradients of {@link #layer}. `gamma_h`, `dgamma_h`, `dbeta_h` of 0 where there is no affine part.
    void layerGradient(long dy_nh, long x_nh, long mean_n, long invStd_n, long gamma_h, long dx_nh, boolean add,
            long dgamma_h, long dbeta_h, boolean addParameters, int n, int h);

    /// Layer normalisation of `x + dropout(branch)`, as it follows on a residual branch. The sums take the place of
    /// `branch_nh`. Writes `mean_n` and `invStd_n` for the gradient.
    void residual(long x_nh, long branch_nh, Dropout dropout, long gamma_h, long beta_h, double epsilon, long mean_n,
            long invStd_n, long y_nh, int n, int h);

    /// Gradients of {@link #residual}. That of the branch takes the place of `sum_nh`; `dx_nh` may take that of
    /// `dy_nh`.
    void residualGradient(long dy_nh, long sum_nh, Dropout dropout, long mean_n, long invStd_n, long gamma_h,
            long dx_nh, boolean add, long dgamma_h, long dbeta_h, boolean addParameters, int n, int h);
}
