package io.cellwright.graph;

/// How likely two cells at a distance on the map belong together: `1 / (1 + a * distance^(2 b))`.
///
/// @param a at distance 1 the chance is `1 / (1 + a)`
/// @param b how steeply it falls
record Curve(double a, double b) {
    private static final int POINTS = 300;
    private static final int ROUNDS = 200;

    /// The curve that comes closest, in least squares at 300 distances from 0 to `3 * spread`, to 1 below `minDist` and
    /// `exp(-(distance - minDist) / spread)` beyond: what umap-learn lets scipy fit, here by Levenberg and Marquardt's
    /// method.
    static Curve fit(double minDist, double spread) {
        double[] x = new double[POINTS];
        double[] y = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            x[i] = 3 * spread * i / (POINTS - 1);
            y[i] = x[i] < minDist ? 1 : StrictMath.exp(-(x[i] - minDist) / spread);
        }
        Curve best = new Curve(1, 1);
        double misfit = best.misfit(x, y);
        double damping = 1e-3;
        for (int round = 0; round < ROUNDS && damping < 1e12; round++) {
            Curve next = best.step(x, y, damping);
            double nextMisfit = next.a > 0 && next.b > 0 ? next.misfit(x, y) : Double.POSITIVE_INFINITY;
            if (nextMisfit < misfit) {
                best = next;
                misfit = nextMisfit;
                damping /= 10;
            } else {
                damping *= 10;
            }
        }
        return best;
    }

    private double at(double x) {
        return 1 / (1 + a * StrictMath.pow(x, 2 * b));
    }

    private double misfit(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (y[i] - at(x[i])) * (y[i] - at(x[i]));
        }
        return sum;
    }

    /// Solves the damped normal equations.
    private Curve step(double[] x, double[] y, double damping) {
        double aa = 0;
        double ab = 0;
        double bb = 0;
        double ra = 0;
        double rb = 0;
        for (int i = 1; i < x.length; i++) {
            double value = at(x[i]);
            double power = StrictMath.pow(x[i], 2 * b);
            double byA = -value * value * power;
            double byB = -value * value * a * power * 2 * StrictMath.log(x[i]);
            aa += byA * byA;
            ab += byA * byB;
            bb += byB * byB;
            ra += byA * (y[i] - value);
            rb += byB * (y[i] - value);
        }
        aa *= 1 + damping;
        bb *= 1 + damping;
        double determinant = aa * bb - ab * ab;
        return new Curve(a + (bb * ra - ab * rb) / determinant, b + (aa * rb - ab * ra) / determinant);
    }

    /// How an edge pulls: what the difference of two cells is multiplied by, as a function of its square. Negative.
    double pull(double squared) {
        return -2 * a * b * StrictMath.pow(squared, b - 1) / (1 + a * StrictMath.pow(squared, b));
    }

    /// How a cell that is not joined pushes, likewise. Positive.
    double push(double squared) {
        return 2 * b / ((0.001 + squared) * (1 + a * StrictMath.pow(squared, b)));
    }
}
