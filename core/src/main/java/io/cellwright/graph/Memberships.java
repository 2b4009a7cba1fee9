package io.cellwright.graph;

import java.util.stream.IntStream;

/// How much each neighbour belongs to a cell's surroundings, as UMAP has it (McInnes, Healy and Melville 2018): the
/// nearest with 1, further ones with `exp(-(distance - nearest distance) / sigma)`, where sigma is such that the
/// memberships of the k neighbours sum to `log2(k + 1)`. So each cell has its own measure of distance.
///
/// Rules are umap-learn's, whose number of neighbours counts the cell itself: distances of 0 are skipped for the
/// nearest one, and sigma is at least 0.001 of the cell's mean distance, or of everyone's where all its neighbours
/// coincide with it. Functions are those of StrictMath: the same bits on each machine.
final class Memberships {
    private static final double TOLERANCE = 1e-5;
    private static final int TRIES = 64;
    private static final double LEAST_SIGMA = 1e-3;

    private Memberships() {}

    /// The membership of neighbour j of cell i at `i * k + j`.
    static double[] of(Neighbours neighbours) {
        int k = neighbours.k();
        double[] membership = new double[neighbours.cells() * k];
        double everyone = meanDistance(neighbours);
        IntStream.range(0, neighbours.cells()).parallel().forEach(i -> {
            double[] beyond = new double[k];
            double sum = 0;
            double nearest = nearest(neighbours, i);
            for (int j = 0; j < k; j++) {
                beyond[j] = Math.max(0, neighbours.distance(i, j) - nearest);
                sum += neighbours.distance(i, j);
            }
            double sigma = Math.max(sigma(beyond), LEAST_SIGMA * (nearest > 0 ? sum / k : everyone));
            for (int j = 0; j < k; j++) {
                membership[i * k + j] = membership(beyond[j], sigma);
            }
        });
        return membership;
    }

    private static double meanDistance(Neighbours neighbours) {
        double sum = 0;
        for (int i = 0; i < neighbours.cells(); i++) {
            for (int j = 0; j < neighbours.k(); j++) {
                sum += neighbours.distance(i, j);
            }
        }
        return sum / ((double) neighbours.cells() * neighbours.k());
    }

    /// The smallest distance above 0, or 0.
    private static double nearest(Neighbours neighbours, int cell) {
        for (int j = 0; j < neighbours.k(); j++) {
            if (neighbours.distance(cell, j) > 0) {
                return neighbours.distance(cell, j);
            }
        }
        return 0;
    }

    private static double membership(double beyond, double sigma) {
        return beyond <= 0 || sigma == 0 ? 1 : StrictMath.exp(-beyond / sigma);
    }

    /// By doubling, then bisection.
    private static double sigma(double[] beyond) {
        double wanted = StrictMath.log(beyond.length + 1.0) / StrictMath.log(2);
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double sigma = 1;
        for (int i = 0; i < TRIES; i++) {
            double sum = 0;
            for (double distance : beyond) {
                sum += membership(distance, sigma);
            }
            if (Math.abs(sum - wanted) < TOLERANCE) {
                return sigma;
            }
            if (sum > wanted) {
                high = sigma;
                sigma = (low + high) / 2;
            } else {
                low = sigma;
                sigma = high == Double.POSITIVE_INFINITY ? sigma * 2 : (low + high) / 2;
            }
        }
        return sigma;
    }
}
