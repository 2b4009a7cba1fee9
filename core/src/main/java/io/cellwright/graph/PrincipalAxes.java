package io.cellwright.graph;

import java.util.stream.IntStream;

/// Principal components of an embedding, all of them: the axes of largest variance, the largest first, each turned so
/// that its largest loading is positive. The same points always give the same axes.
///
/// By Jacobi's rotations of the covariance, in time of dimensions^3 a sweep: for embeddings of up to a few hundred
/// dimensions.
///
/// @param mean_k mean of each dimension
/// @param axis_dk loadings of each axis, each of length 1
/// @param variance_d variance along each axis (divided by n - 1), falling
public record PrincipalAxes(double[] mean_k, double[][] axis_dk, double[] variance_d) {
    private static final int SWEEPS = 60;
    private static final double SETTLED = 1e-30;

    /// Of at least two points.
    ///
    /// @throws IllegalArgumentException if there are fewer
    public static PrincipalAxes of(Points points) {
        if (points.cells() < 2) {
            throw new IllegalArgumentException("cells must be 2 or more but were " + points.cells());
        }
        int dimensions = points.dimensions();
        double[] mean_k = IntStream.range(0, dimensions).mapToDouble(k -> mean(points, k)).toArray();
        double[][] c = new double[dimensions][dimensions];
        IntStream.range(0, dimensions).parallel().forEach(a -> {
            for (int b = 0; b <= a; b++) {
                c[a][b] = covariance(points, a, b, mean_k);
            }
        });
        for (int a = 0; a < dimensions; a++) {
            for (int b = 0; b < a; b++) {
                c[b][a] = c[a][b];
            }
        }
        return sorted(mean_k, c, diagonalize(c));
    }

    private static double mean(Points points, int k) {
        double sum = 0;
        for (int i = 0; i < points.cells(); i++) {
            sum += points.at(i, k);
        }
        return sum / points.cells();
    }

    private static double covariance(Points points, int a, int b, double[] mean_k) {
        double sum = 0;
        for (int i = 0; i < points.cells(); i++) {
            sum += (points.at(i, a) - mean_k[a]) * (points.at(i, b) - mean_k[b]);
        }
        return sum / (points.cells() - 1);
    }

    /// Turns `c` until only its diagonal is left; answers the eigenvectors as columns.
    private static double[][] diagonalize(double[][] c) {
        double[][] v = new double[c.length][c.length];
        double scale = 0;
        for (int j = 0; j < c.length; j++) {
            v[j][j] = 1;
            scale += c[j][j] * c[j][j];
        }
        for (int sweep = 0; sweep < SWEEPS && squaresOffDiagonal(c) > SETTLED * scale; sweep++) {
            for (int p = 0; p < c.length; p++) {
                for (int q = p + 1; q < c.length; q++) {
                    if (c[p][q] != 0) {
                        rotate(c, v, p, q);
                    }
                }
            }
        }
        return v;
    }

    private static double squaresOffDiagonal(double[][] c) {
        double sum = 0;
        for (int p = 0; p < c.length; p++) {
            for (int q = p + 1; q < c.length; q++) {
                sum += c[p][q] * c[p][q];
            }
        }
        return sum;
    }

    private static void rotate(double[][] c, double[][] v, int p, int q) {
        double ratio = (c[q][q] - c[p][p]) / (2 * c[p][q]);
        double tan = (ratio < 0 ? -1 : 1) / (Math.abs(ratio) + Math.sqrt(ratio * ratio + 1));
        double cos = 1 / Math.sqrt(tan * tan + 1);
        double sin = tan * cos;
        for (int j = 0; j < c.length; j++) {
            turn(c[j], p, q, cos, sin);
            turn(v[j], p, q, cos, sin);
        }
        for (int j = 0; j < c.length; j++) {
            double a = c[p][j];
            double b = c[q][j];
            c[p][j] = cos * a - sin * b;
            c[q][j] = sin * a + cos * b;
        }
        c[p][q] = 0;
        c[q][p] = 0;
    }

    private static void turn(double[] row, int p, int q, double cos, double sin) {
        double a = row[p];
        double b = row[q];
        row[p] = cos * a - sin * b;
        row[q] = sin * a + cos * b;
    }

    private static PrincipalAxes sorted(double[] mean_k, double[][] c, double[][] v) {
        int[] order = IntStream.range(0, c.length).boxed().sorted((a, b) -> Double.compare(c[b][b], c[a][a]))
                .mapToInt(a -> a).toArray();
        double[][] axis_dk = new double[c.length][];
        double[] variance_d = new double[c.length];
        for (int d = 0; d < c.length; d++) {
            axis_dk[d] = axis(v, order[d]);
            variance_d[d] = Math.max(0, c[order[d]][order[d]]);
        }
        return new PrincipalAxes(mean_k, axis_dk, variance_d);
    }

    private static double[] axis(double[][] v, int column) {
        double[] axis = new double[v.length];
        double loading = 0;
        for (int k = 0; k < axis.length; k++) {
            axis[k] = v[k][column];
            loading = Math.abs(axis[k]) > Math.abs(loading) ? axis[k] : loading;
        }
        for (int k = 0; k < axis.length; k++) {
            axis[k] *= Math.signum(loading);
        }
        return axis;
    }

    /// Coordinates along the first `count` axes, counted from the mean.
    ///
    /// @param count 1 until the number of dimensions
    /// @throws IllegalArgumentException if the dimensions are others, or too few
    public Points project(Points points, int count) {
        if (points.dimensions() != mean_k.length || count < 1 || count > mean_k.length) {
            throw new IllegalArgumentException("points must have " + mean_k.length + " dimensions and count be 1 to "
                    + mean_k.length + " but were " + points.dimensions() + " and " + count);
        }
        double[] scores = new double[Math.multiplyExact(points.cells(), count)];
        for (int i = 0; i < points.cells(); i++) {
            for (int d = 0; d < count; d++) {
                double sum = 0;
                for (int k = 0; k < mean_k.length; k++) {
                    sum += (points.at(i, k) - mean_k[k]) * axis_dk[d][k];
                }
                scores[i * count + d] = sum;
            }
        }
        return Points.of(scores, points.cells(), count);
    }
}
