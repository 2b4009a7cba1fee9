package io.cellwright.task.baseline;

import java.util.Arrays;

/// Minimizes a smooth convex function by L-BFGS (Nocedal and Wright 2006, algorithm 7.5) with a backtracking line
/// search. For a convex function, whose pairs of moves and gradient changes all have positive curvature, the simple
/// search is enough.
final class Lbfgs {
    private static final int MEMORY = 10;
    /// Share of the promised decrease that a step has to bring.
    private static final double ARMIJO = 1e-4;
    private static final int HALVINGS = 50;

    private final SmoothFunction function;
    private final double[] inverseCurvature;
    private final double gradientTolerance;
    private final double[][] move = new double[MEMORY][];
    private final double[][] change = new double[MEMORY][];
    private final double[] curvature = new double[MEMORY];
    private int pairs;

    private Lbfgs(SmoothFunction function, double[] inverseCurvature, double gradientTolerance) {
        this.function = function;
        this.inverseCurvature = inverseCurvature;
        this.gradientTolerance = gradientTolerance;
    }

    /// Where the search ended.
    ///
    /// @param x the best point
    /// @param iterations steps taken
    /// @param converged whether it ended by itself, not by the limit
    record Minimum(double[] x, int iterations, boolean converged) {
    }

    /// Searches from `x`, which is not changed, until no element of the gradient is beyond `gradientTolerance`, the
    /// value no longer falls, or `limit` steps are done.
    static Minimum minimize(SmoothFunction function, double[] x, double gradientTolerance, int limit) {
        double[] alike = new double[x.length];
        Arrays.fill(alike, 1);
        return minimize(function, x, alike, gradientTolerance, limit);
    }

    /// The same, with a first guess of the inverse curvature of each element, up to a common factor, that the remembered
    /// pairs correct.
    static Minimum minimize(SmoothFunction function, double[] x, double[] inverseCurvature, double gradientTolerance,
            int limit) {
        return new Lbfgs(function, inverseCurvature, gradientTolerance).run(x.clone(), limit);
    }

    private Minimum run(double[] from, int limit) {
        double[] x = from;
        double[] gradient = new double[x.length];
        double value = function.at(x, gradient);
        for (int step = 0; step < limit; step++) {
            if (largest(gradient) <= gradientTolerance) {
                return new Minimum(x, step, true);
            }
            double[] direction = direction(gradient);
            double slope = dot(direction, gradient);
            double[] next = new double[x.length];
            double[] nextGradient = new double[x.length];
            double nextValue = search(x, value, direction, slope, next, nextGradient);
            // 64 ulps, as in scikit-learn: below this the value is rounding.
            boolean still = value - nextValue <= 64 * Math.ulp(1.0) * Math.max(1, Math.abs(value));
            if (nextValue >= value) {
                return new Minimum(x, step, true);
            }
            remember(x, gradient, next, nextGradient);
            x = next;
            gradient = nextGradient;
            value = nextValue;
            if (still) {
                return new Minimum(x, step + 1, true);
            }
        }
        return new Minimum(x, limit, false);
    }

    /// Walks along `direction` until the value has fallen enough; writes the new point and its gradient.
    private double search(double[] x, double value, double[] direction, double slope, double[] next,
            double[] nextGradient) {
        double length = pairs == 0 ? 1 / Math.sqrt(dot(direction, direction)) : 1;
        double nextValue = value;
        for (int halving = 0; halving < HALVINGS; halving++) {
            for (int j = 0; j < x.length; j++) {
                next[j] = x[j] + length * direction[j];
            }
            nextValue = function.at(next, nextGradient);
            if (nextValue <= value + ARMIJO * length * slope) {
                return nextValue;
            }
            // The minimum of the parabola through both values and the slope, kept between a tenth and a half.
            double parabola = -slope * length / (2 * ((nextValue - value) / length - slope));
            length = Math.min(0.5 * length, Math.max(0.1 * length, parabola));
        }
        return nextValue;
    }

    private void remember(double[] x, double[] gradient, double[] next, double[] nextGradient) {
        double[] s = new double[x.length];
        double[] y = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            s[j] = next[j] - x[j];
            y[j] = nextGradient[j] - gradient[j];
        }
        double sy = dot(s, y);
        // Rounding can flatten the curvature near the minimum; such a pair would spoil the direction.
        if (sy > 1e-12 * dot(y, y)) {
            move[pairs % MEMORY] = s;
            change[pairs % MEMORY] = y;
            curvature[pairs % MEMORY] = sy;
            pairs++;
        }
    }

    /// Minus the gradient, times the inverse curvature that the remembered pairs tell.
    private double[] direction(double[] gradient) {
        double[] d = new double[gradient.length];
        for (int j = 0; j < d.length; j++) {
            d[j] = -gradient[j];
        }
        int oldest = Math.max(0, pairs - MEMORY);
        double[] alpha = new double[MEMORY];
        for (int p = pairs - 1; p >= oldest; p--) {
            int m = p % MEMORY;
            alpha[m] = dot(move[m], d) / curvature[m];
            add(d, -alpha[m], change[m]);
        }
        double scale = pairs == 0 ? 1 : scale((pairs - 1) % MEMORY);
        for (int j = 0; j < d.length; j++) {
            d[j] *= scale * inverseCurvature[j];
        }
        for (int p = oldest; p < pairs; p++) {
            int m = p % MEMORY;
            add(d, alpha[m] - dot(change[m], d) / curvature[m], move[m]);
        }
        return d;
    }

    /// The factor with which the guess explains the newest pair best.
    private double scale(int newest) {
        double[] y = change[newest];
        double explained = 0;
        for (int j = 0; j < y.length; j++) {
            explained += y[j] * y[j] * inverseCurvature[j];
        }
        return curvature[newest] / explained;
    }

    private static void add(double[] to, double factor, double[] what) {
        for (int j = 0; j < to.length; j++) {
            to[j] += factor * what[j];
        }
    }

    /// Four sums side by side: one alone would wait for each of its additions.
    private static double dot(double[] a, double[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int j = 0;
        for (; j < a.length - 3; j += 4) {
            s0 += a[j] * b[j];
            s1 += a[j + 1] * b[j + 1];
            s2 += a[j + 2] * b[j + 2];
            s3 += a[j + 3] * b[j + 3];
        }
        for (; j < a.length; j++) {
            s0 += a[j] * b[j];
        }
        return s0 + s1 + (s2 + s3);
    }

    private static double largest(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
