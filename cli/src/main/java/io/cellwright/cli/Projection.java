package io.cellwright.cli;

import io.cellwright.metric.DenseMatrix;

/// Two dimensions of an embedding: its first two principal components, the larger first, each turned so that its
/// largest loading is positive. The same points always give the same picture.
final class Projection {
    private static final int SWEEPS = 60;

    private Projection() {}

    /// n points in the plane.
    static double[][] of(DenseMatrix x_nk) {
        int k = x_nk.columns();
        double[] mean_k = new double[k];
        for (int i = 0; i < x_nk.rows(); i++) {
            for (int j = 0; j < k; j++) {
                mean_k[j] += x_nk.at(i, j) / x_nk.rows();
            }
        }
        double[][] axes = axes(covariance(x_nk, mean_k));
        double[][] points = new double[x_nk.rows()][2];
        for (int i = 0; i < points.length; i++) {
            for (int a = 0; a < axes.length; a++) {
                for (int j = 0; j < k; j++) {
                    points[i][a] += (x_nk.at(i, j) - mean_k[j]) * axes[a][j];
                }
            }
        }
        return points;
    }

    private static double[][] covariance(DenseMatrix x_nk, double[] mean_k) {
        int k = mean_k.length;
        double[][] c = new double[k][k];
        for (int i = 0; i < x_nk.rows(); i++) {
            for (int a = 0; a < k; a++) {
                for (int b = 0; b < k; b++) {
                    c[a][b] += (x_nk.at(i, a) - mean_k[a]) * (x_nk.at(i, b) - mean_k[b]) / x_nk.rows();
                }
            }
        }
        return c;
    }

    /// The two first eigenvectors, or the one that there is, by Jacobi's rotations.
    private static double[][] axes(double[][] c) {
        int k = c.length;
        double[][] v = new double[k][k];
        for (int j = 0; j < k; j++) {
            v[j][j] = 1;
        }
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int p = 0; p < k; p++) {
                for (int q = p + 1; q < k; q++) {
                    rotate(c, v, p, q);
                }
            }
        }
        int first = largest(c, -1);
        int second = largest(c, first);
        return k == 1 ? new double[][] {axis(v, first)} : new double[][] {axis(v, first), axis(v, second)};
    }

    private static void rotate(double[][] c, double[][] v, int p, int q) {
        if (c[p][q] == 0) {
            return;
        }
        double angle = 0.5 * StrictMath.atan2(2 * c[p][q], c[q][q] - c[p][p]);
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        for (int j = 0; j < c.length; j++) {
            double a = c[j][p];
            double b = c[j][q];
            c[j][p] = cos * a - sin * b;
            c[j][q] = sin * a + cos * b;
        }
        for (int j = 0; j < c.length; j++) {
            double a = c[p][j];
            double b = c[q][j];
            c[p][j] = cos * a - sin * b;
            c[q][j] = sin * a + cos * b;
            double x = v[j][p];
            double y = v[j][q];
            v[j][p] = cos * x - sin * y;
            v[j][q] = sin * x + cos * y;
        }
    }

    private static int largest(double[][] c, int but) {
        int best = -1;
        for (int j = 0; j < c.length; j++) {
            if (j != but && (best < 0 || c[j][j] > c[best][best])) {
                best = j;
            }
        }
        return best;
    }

    private static double[] axis(double[][] v, int column) {
        double[] axis = new double[v.length];
        double loading = 0;
        for (int j = 0; j < axis.length; j++) {
            axis[j] = v[j][column];
            loading = Math.abs(axis[j]) > Math.abs(loading) ? axis[j] : loading;
        }
        for (int j = 0; j < axis.length; j++) {
            axis[j] *= Math.signum(loading);
        }
        return axis;
    }
}
