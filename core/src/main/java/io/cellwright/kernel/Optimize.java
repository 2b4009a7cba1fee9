package io.cellwright.kernel;

/// Update rules over flat slices of parameters, gradients and moments; norms and clipping of gradients.
public sealed interface Optimize permits VectorOptimize, PlainOptimize {
    /// Adam with L2 decay added to the gradient, as torch: `g += decay p; m = b1 m + (1 - b1) g;
    /// v = b2 v + (1 - b2) g^2; p -= rate (m / correction1) / (sqrt(v / correction2) + epsilon)`, with
    /// `correction = 1 - b^t` handed in by the caller.
    void adam(long p, long g, long m, long v, long count, double rate, double beta1, double beta2, double epsilon,
            double decay, double correction1, double correction2);

    /// AdamW: as {@link #adam} with the decay apart, `p -= rate decay p` before the step.
    void adamW(long p, long g, long m, long v, long count, double rate, double beta1, double beta2, double epsilon,
            double decay, double correction1, double correction2);

    /// Stochastic gradient descent as torch: `g += decay p; m = momentum m + g; p -= rate m`; with momentum 0 `m` is
    /// not touched and may be 0. `first` makes m start as g.
    void sgd(long p, long g, long m, long count, double rate, double momentum, double decay, boolean first);

    /// Sum of squares in double, in an order that does not depend on threads.
    double sumOfSquares(long g, long count);

    /// `g *= factor`.
    void scale(long g, long count, double factor);

    /// `g = min(max(g, -limit), limit)`; NaN stays NaN.
    void clamp(long g, long count, double limit);
}
