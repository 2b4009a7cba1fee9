package io.cellwright.graph;

import java.util.Random;

/// Random points for tests.
final class MadePoints {
    private MadePoints() {}

    /// Standard normal coordinates.
    static Points normal(int cells, int dimensions, long seed) {
        Random random = new Random(seed);
        double[] x_nk = new double[cells * dimensions];
        for (int i = 0; i < x_nk.length; i++) {
            x_nk[i] = random.nextGaussian();
        }
        return Points.of(x_nk, cells, dimensions);
    }

    /// Whole numbers from 0 to 3: most distances are tied, many points coincide.
    static Points grid(int cells, int dimensions, long seed) {
        Random random = new Random(seed);
        double[] x_nk = new double[cells * dimensions];
        for (int i = 0; i < x_nk.length; i++) {
            x_nk[i] = random.nextInt(4);
        }
        return Points.of(x_nk, cells, dimensions);
    }

    /// Cell i belongs to blob i mod `blobs`; blobs are standard normal, `apart` from the origin along axes of their
    /// own.
    static Points blobs(int cells, int dimensions, int blobs, double apart, long seed) {
        Random random = new Random(seed);
        double[] x_nk = new double[cells * dimensions];
        for (int i = 0; i < cells; i++) {
            for (int k = 0; k < dimensions; k++) {
                x_nk[i * dimensions + k] = random.nextGaussian() + (k == i % blobs ? apart : 0);
            }
        }
        return Points.of(x_nk, cells, dimensions);
    }
}
