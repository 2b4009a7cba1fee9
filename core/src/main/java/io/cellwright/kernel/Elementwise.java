package io.cellwright.kernel;

/// Loops over equal-sized buffers. Outputs may be one of the inputs.
public sealed interface Elementwise permits VectorElementwise, PlainElementwise {
    /// A function of one number.
    enum Function {
        /// `max(x, 0)`; NaN stays NaN; derivative 0 at 0.
        RELU,
        /// `x (1 + erf(x / sqrt 2)) / 2`, the exact form.
        GELU,
        /// `log(1 + exp(x))`, without overflow.
        SOFTPLUS,
        /// `exp(x)`.
        EXP,
        /// `log(x)`.
        LOG,
        /// `1 / (1 + exp(-x))`.
        SIGMOID
    }

    /// `y = f(x)`.
    void apply(Function f, long x, long y, long count);

    /// `dx (+)= dy f'(x)`, where `y = f(x)` is at hand too.
    void gradient(Function f, long x, long y, long dy, long dx, long count, boolean add);

    /// `y = a + scale b`.
    void addScaled(long a, long b, double scale, long y, long count);

    /// `y = scale x + shift`.
    void affine(long x, double scale, double shift, long y, long count);

    /// `y (+)= a b`.
    void multiply(long a, long b, long y, long count, boolean add);

    /// `y_nk (+)= scale_n x_nk`: each row by its own factor.
    void scaleRows(long x_nk, long scale_n, long y_nk, int n, int k, boolean add);

    /// `y_n (+)= sum over k of x_nk`, in rising k in double.
    void rowSum(long x_nk, long y_n, int n, int k, boolean add);

    /// `dx_nk += dy_n`.
    void addToRows(long dy_n, long dx_nk, int n, int k);

    /// Dropout: `y (+)= x / (1 - p)` for elements that stay, 0 for those that go. Whether element `i` goes is a hash of
    /// (`key`, `i`) alone, so the gradient is the same call on `dy`. 0 <= p < 1.
    void dropout(long x, long y, long count, double p, long key, boolean add);

    /// Standard normal numbers: element `i` is the normal quantile of a hash of (`key`, `i`).
    void standardNormal(long y, long count, long key);

    /// `sum over i of w_i x_i` in double, in an order that does not depend on threads; `w` of 0 means all ones.
    double weightedSum(long x, long w, long count);

    /// Index of the first element that is NaN or infinite, or -1.
    long firstNonFinite(long x, long count);
}
