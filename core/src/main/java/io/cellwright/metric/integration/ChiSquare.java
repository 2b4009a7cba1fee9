package io.cellwright.metric.integration;

/// The chi-square distribution.
final class ChiSquare {
    private static final double PRECISION = 1e-16;
    private static final double TINY = 1e-300;
    private static final int TERMS = 100_000;

    private ChiSquare() {}

    /// The chance of a value of `statistic` or more with `degrees` degrees of freedom: the regularized upper incomplete
    /// gamma function `Q(degrees / 2, statistic / 2)`, by its series below the middle and its continued fraction above
    /// (Press and others, Numerical Recipes, 6.2).
    ///
    /// @param statistic 0 or more
    /// @param degrees 1 or more
    static double atLeast(double statistic, int degrees) {
        double a = degrees / 2.0;
        double x = statistic / 2;
        if (x == 0) {
            return 1;
        }
        double front = Math.exp(a * Math.log(x) - x - logGamma(degrees));
        return x < a + 1 ? 1 - front * series(a, x) : front * fraction(a, x);
    }

    private static double series(double a, double x) {
        double term = 1 / a;
        double sum = term;
        for (int n = 1; n < TERMS && term > sum * PRECISION; n++) {
            term *= x / (a + n);
            sum += term;
        }
        return sum;
    }

    private static double fraction(double a, double x) {
        double b = x + 1 - a;
        double c = 1 / TINY;
        double d = 1 / b;
        double h = d;
        double factor = 0;
        for (int n = 1; n < TERMS && Math.abs(factor - 1) > PRECISION; n++) {
            double an = -n * (n - a);
            b += 2;
            d = 1 / awayFromZero(an * d + b);
            c = awayFromZero(b + an / c);
            factor = d * c;
            h *= factor;
        }
        return h;
    }

    private static double awayFromZero(double value) {
        return Math.abs(value) < TINY ? TINY : value;
    }

    /// `ln gamma(degrees / 2)`: a product from gamma(1/2) or gamma(1).
    private static double logGamma(int degrees) {
        double log = degrees % 2 == 1 ? 0.5 * Math.log(Math.PI) : 0;
        for (double z = degrees % 2 == 1 ? 0.5 : 1; z < degrees / 2.0; z++) {
            log += Math.log(z);
        }
        return log;
    }
}
