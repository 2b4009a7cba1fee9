package io.cellwright.data.preprocess;

import java.util.Arrays;

/// A parabola fitted around one point: weighted least squares over the nearest of the given points, with tricube
/// weights that fall to zero at the farthest of them. Where fewer than three different positions have a weight, it is a
/// line or a constant.
///
/// @param value height of the parabola at the point
/// @param slope its slope there
record LocalQuadratic(double value, double slope) {
    private static final int TERMS = 3;

    /// Fits at `at`.
    ///
    /// @param x positions, rising
    /// @param y heights
    /// @param neighbours number of nearest points to use, at least 1 and at most all
    static LocalQuadratic fit(double[] x, double[] y, int neighbours, double at) {
        int first = nearest(x, neighbours, at);
        double radius = Math.max(Math.abs(at - x[first]), Math.abs(x[first + neighbours - 1] - at));
        double[] weight = new double[neighbours];
        for (int i = 0; i < neighbours; i++) {
            double share = Math.abs(x[first + i] - at) / radius;
            double rest = 1 - share * share * share;
            weight[i] = Math.sqrt(rest * rest * rest);
        }
        int places = places(x, first, weight);
        if (places == 0) {
            // All nearest points are equally far away: they count the same.
            Arrays.fill(weight, 1);
            places = 1;
        }
        return solve(x, y, first, weight, at, Math.min(TERMS, places));
    }

    /// First of the `neighbours` points nearest to `at`.
    private static int nearest(double[] x, int neighbours, double at) {
        int first = 0;
        while (first + neighbours < x.length && x[first + neighbours] - at < at - x[first]) {
            first++;
        }
        return first;
    }

    /// Number of different positions that have a weight.
    private static int places(double[] x, int first, double[] weight) {
        int places = 0;
        double last = Double.NaN;
        for (int i = 0; i < weight.length; i++) {
            if (weight[i] > 0 && x[first + i] != last) {
                places++;
                last = x[first + i];
            }
        }
        return places;
    }

    /// Least squares by orthogonal columns (modified Gram-Schmidt, which is stable when the heights are treated as one
    /// more column).
    private static LocalQuadratic solve(double[] x, double[] y, int first, double[] weight, double at, int terms) {
        double[][] column = new double[terms][weight.length];
        double[] height = new double[weight.length];
        for (int i = 0; i < weight.length; i++) {
            double power = weight[i];
            for (int t = 0; t < terms; t++) {
                column[t][i] = power;
                power *= x[first + i] - at;
            }
            height[i] = weight[i] * y[first + i];
        }
        double[][] r = new double[terms][terms];
        double[] projection = new double[terms];
        for (int t = 0; t < terms; t++) {
            r[t][t] = Math.sqrt(dot(column[t], column[t]));
            for (int i = 0; i < weight.length; i++) {
                column[t][i] /= r[t][t];
            }
            for (int u = t + 1; u < terms; u++) {
                r[t][u] = removeFrom(column[u], column[t]);
            }
            projection[t] = removeFrom(height, column[t]);
        }
        double[] coefficient = new double[TERMS];
        for (int t = terms - 1; t >= 0; t--) {
            double rest = projection[t];
            for (int u = t + 1; u < terms; u++) {
                rest -= r[t][u] * coefficient[u];
            }
            coefficient[t] = rest / r[t][t];
        }
        return new LocalQuadratic(coefficient[0], coefficient[1]);
    }

    /// Takes the part along the unit vector `direction` out of `vector`; answers its length.
    private static double removeFrom(double[] vector, double[] direction) {
        double along = dot(vector, direction);
        for (int i = 0; i < vector.length; i++) {
            vector[i] -= along * direction[i];
        }
        return along;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
