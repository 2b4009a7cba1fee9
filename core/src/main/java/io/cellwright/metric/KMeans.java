package io.cellwright.metric;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import io.cellwright.graph.Points;

/// k-means clustering: Lloyd's algorithm from several k-means++ starts, of which the one with the least inertia wins.
///
/// The rules are those of scikit-learn's `KMeans`: greedy k-means++ with `2 + floor(ln k)` candidates a
/// centre, at most 300 rounds, an end when no cell changes its cluster or when the squared moves of all centres sum to
/// at most 1e-4 times the mean variance of a dimension, and empty clusters moved to the cells farthest from their
/// centres. Differs in the random numbers, which are our own and counter-based: the same seed gives the same bits at
/// any number of threads.
public final class KMeans {
    private static final int ROUNDS = 300;
    private static final double TOLERANCE = 1e-4;
    /// Cells times clusters times starts that take about a second.
    private static final long CHEAP = 10_000_000;

    private KMeans() {}

    /// A clustering.
    ///
    /// @param cluster cluster of each cell, 0 until k
    /// @param centres_ck centre of each cluster
    /// @param inertia sum over cells of the squared distance to the centre of their cluster
    /// @param rounds rounds of Lloyd's algorithm in the start that won
    public record Clustering(int[] cluster, DenseMatrix centres_ck, double inertia, int rounds) {
    }

    /// Clusters with as many starts as are cheap, from 10 to 100. With scikit-learn's 10 the best clustering of some
    /// embeddings is missed more often than found, and scores of one embedding differ from seed to seed.
    public static Clustering fit(DenseMatrix x_nk, int clusters, long seed) {
        return fit(x_nk, clusters, starts(x_nk.rows(), clusters), seed);
    }

    /// The same of points.
    ///
    /// @param done is told how many more of the {@link #starts} are done, by several threads
    public static Clustering fit(Points points, int clusters, long seed, IntConsumer done) {
        return fit(points, clusters, starts(points.cells(), clusters), seed, done);
    }

    /// How many starts are made for so many cells and clusters where no number is given.
    public static int starts(int cells, int clusters) {
        return Math.clamp(CHEAP / Math.max(1, (long) cells * clusters), 10, 100);
    }

    /// Clusters the rows of an embedding.
    ///
    /// @param x_nk n cells x k dimensions, all finite
    /// @param clusters number of clusters, 1 until n
    /// @param starts number of starts, 1 or more
    /// @throws IllegalArgumentException if a number is out of range or a coordinate is not finite
    public static Clustering fit(DenseMatrix x_nk, int clusters, int starts, long seed) {
        return fit(x_nk.points(), clusters, starts, seed, done -> {});
    }

    private static Clustering fit(Points points, int clusters, int starts, long seed, IntConsumer done) {
        if (clusters < 1 || clusters > points.cells()) {
            throw new IllegalArgumentException("clusters must be from 1 to the " + points.cells() + " cells but were "
                    + clusters);
        }
        if (starts < 1) {
            throw new IllegalArgumentException("starts must be 1 or more but were " + starts);
        }
        CounterRandom random = new CounterRandom(seed);
        double tolerance = TOLERANCE * meanVariance(points);
        return IntStream.range(0, starts).parallel().mapToObj(start -> {
            Clustering found = lloyd(points, seedCentres(points, clusters, random, start), tolerance);
            done.accept(1);
            return found;
            // The first of equally good ones, at any number of threads; the others are not kept.
        }).reduce((best, next) -> next.inertia() < best.inertia() ? next : best).orElseThrow();
    }

    private static double meanVariance(Points points) {
        double sum = 0;
        for (int k = 0; k < points.dimensions(); k++) {
            double mean = 0;
            for (int i = 0; i < points.cells(); i++) {
                mean += points.at(i, k) / points.cells();
            }
            for (int i = 0; i < points.cells(); i++) {
                sum += (points.at(i, k) - mean) * (points.at(i, k) - mean) / points.cells();
            }
        }
        return sum / points.dimensions();
    }

    /// Greedy k-means++ (Arthur and Vassilvitskii 2007): each further centre is a cell drawn in proportion to its
    /// squared distance to the nearest centre so far, the best of a few draws.
    private static double[][] seedCentres(Points points, int clusters, CounterRandom random, int start) {
        int candidates = 2 + (int) Math.log(clusters);
        double[][] centres = new double[clusters][];
        long draw = 0;
        int first = (int) (random.uniform(start, draw++) * points.cells());
        centres[0] = points.point(first);
        double[] nearest = new double[points.cells()];
        Arrays.fill(nearest, Double.POSITIVE_INFINITY);
        double potential = nearer(points, centres[0], nearest, nearest);
        for (int c = 1; c < clusters; c++) {
            double bestPotential = Double.POSITIVE_INFINITY;
            double[] bestNearest = nearest;
            for (int t = 0; t < candidates; t++) {
                double[] candidate = points.point(drawCell(nearest, random.uniform(start, draw++) * potential));
                double[] candidateNearest = new double[nearest.length];
                double candidatePotential = nearer(points, candidate, nearest, candidateNearest);
                if (candidatePotential < bestPotential) {
                    bestPotential = candidatePotential;
                    bestNearest = candidateNearest;
                    centres[c] = candidate;
                }
            }
            potential = bestPotential;
            nearest = bestNearest;
        }
        return centres;
    }

    /// The first cell at which the running sum reaches `threshold`.
    private static int drawCell(double[] weight, double threshold) {
        double sum = 0;
        for (int i = 0; i < weight.length; i++) {
            sum += weight[i];
            if (sum >= threshold) {
                return i;
            }
        }
        return weight.length - 1;
    }

    /// Writes the smaller of `nearest` and the squared distance to `centre`; answers the sum.
    private static double nearer(Points points, double[] centre, double[] nearest, double[] out) {
        double[] squared = new double[Points.BLOCK];
        double sum = 0;
        for (int b = 0; b < points.blocks(); b++) {
            int at = b * Points.BLOCK;
            points.squaredDistances(centre, b, squared);
            for (int i = at; i < points.blockEnd(b); i++) {
                out[i] = Math.min(nearest[i], squared[i - at]);
                sum += out[i];
            }
        }
        return sum;
    }

    private static Clustering lloyd(Points points, double[][] seeds, double tolerance) {
        double[][] centres = seeds;
        int[] cluster = new int[points.cells()];
        int[] before = new int[points.cells()];
        Arrays.fill(before, -1);
        double[] squared = new double[points.cells()];
        int round = 0;
        boolean settled = false;
        while (round < ROUNDS && !settled) {
            assign(points, centres, cluster, squared);
            double[][] moved = Means.of(points, cluster, squared, centres);
            double shift = squaredShift(centres, moved);
            centres = moved;
            round++;
            settled = Arrays.equals(cluster, before) || shift <= tolerance;
            System.arraycopy(cluster, 0, before, 0, cluster.length);
        }
        assign(points, centres, cluster, squared);
        double inertia = 0;
        for (double distance : squared) {
            inertia += distance;
        }
        return new Clustering(cluster, DenseMatrix.of(centres), inertia, round);
    }

    /// Gives every cell its nearest centre, the first of equally near ones, and the squared distance to it.
    private static void assign(Points points, double[][] centres, int[] cluster, double[] squared) {
        double[] distance = new double[Points.BLOCK];
        for (int b = 0; b < points.blocks(); b++) {
            int at = b * Points.BLOCK;
            int end = points.blockEnd(b);
            Arrays.fill(squared, at, end, Double.POSITIVE_INFINITY);
            for (int c = 0; c < centres.length; c++) {
                points.squaredDistances(centres[c], b, distance);
                for (int i = at; i < end; i++) {
                    if (distance[i - at] < squared[i]) {
                        squared[i] = distance[i - at];
                        cluster[i] = c;
                    }
                }
            }
        }
    }

    private static double squaredShift(double[][] from, double[][] to) {
        double sum = 0;
        for (int c = 0; c < from.length; c++) {
            for (int k = 0; k < from[c].length; k++) {
                sum += (to[c][k] - from[c][k]) * (to[c][k] - from[c][k]);
            }
        }
        return sum;
    }

    /// The second half of a round: centres as means of their cells.
    private static final class Means {
        private final double[][] sum;
        private final int[] cells;

        private Means(int clusters, int dimensions) {
            sum = new double[clusters][dimensions];
            cells = new int[clusters];
        }

        static double[][] of(Points points, int[] cluster, double[] squared, double[][] before) {
            Means means = new Means(before.length, points.dimensions());
            for (int i = 0; i < cluster.length; i++) {
                means.add(points, i, cluster[i], 1);
            }
            means.fillEmpty(points, cluster, squared);
            return means.divide(before);
        }

        private void add(Points points, int cell, int c, int sign) {
            for (int k = 0; k < points.dimensions(); k++) {
                sum[c][k] += sign * points.at(cell, k);
            }
            cells[c] += sign;
        }

        /// Moves the cells farthest from their centres into the empty clusters. Cells on their centre stay: then there
        /// are fewer different cells than clusters, and a move would change nothing.
        private void fillEmpty(Points points, int[] cluster, double[] squared) {
            boolean[] taken = new boolean[cluster.length];
            for (int c = 0; c < cells.length; c++) {
                if (cells[c] > 0) {
                    continue;
                }
                int far = -1;
                for (int i = 0; i < squared.length; i++) {
                    if (!taken[i] && squared[i] > 0 && (far < 0 || squared[i] > squared[far])) {
                        far = i;
                    }
                }
                if (far >= 0) {
                    taken[far] = true;
                    add(points, far, cluster[far], -1);
                    add(points, far, c, 1);
                }
            }
        }

        private double[][] divide(double[][] before) {
            for (int c = 0; c < cells.length; c++) {
                if (cells[c] == 0) {
                    sum[c] = before[c];
                    continue;
                }
                for (int k = 0; k < sum[c].length; k++) {
                    sum[c][k] /= cells[c];
                }
            }
            return sum;
        }
    }
}
