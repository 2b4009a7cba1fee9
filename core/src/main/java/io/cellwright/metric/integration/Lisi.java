package io.cellwright.metric.integration;

import java.util.Arrays;

import io.cellwright.graph.NeighbourGraph;

/// Local inverse Simpson's index (Korsunsky and others, Nature Methods 2019): how many groups there are around a cell,
/// in effect. 1 where all neighbours are of one group, G where all G groups are met alike.
///
/// Neighbours weigh `exp(-beta * distance)`, with the plain distance, and beta such that the entropy of the weights is
/// `ln(perplexity)`; the index is `1 / sum over groups of (share of the weight)^2`. The perplexity is a third of the
/// neighbours, the cell itself counted, rounded down: with 89 others 30, as in scib-metrics. So is the search for beta:
/// from 1, by doubling, halving and bisection, until the entropy is right within 1e-5, at most 50 times.
public final class Lisi {
    private static final double TOLERANCE = 1e-5;
    private static final int TRIES = 50;

    private Lisi() {}

    /// The index of each cell, 1 to the number of groups.
    ///
    /// @param graph at least 5 neighbours a cell, better 89
    /// @param group group of each cell, any whole number
    /// @throws IllegalArgumentException if sizes do not fit or there are too few neighbours
    public static double[] perCell(NeighbourGraph graph, int[] group) {
        return perCell(graph, Groups.of("group", group, graph.cells()));
    }

    /// How well batches are mixed (iLISI): `(median - 1) / (batches - 1)`, 0 to 1, 1 where each neighbourhood holds all
    /// batches alike.
    ///
    /// @throws IllegalArgumentException also if there is a single batch
    public static double ilisi(NeighbourGraph graph, int[] batch) {
        Groups batches = Groups.several("batch", batch, graph.cells());
        return ilisi(perCell(graph, batches), batches);
    }

    static double ilisi(double[] perCell, Groups batches) {
        return (median(perCell) - 1) / (batches.count() - 1);
    }

    /// How well labels are kept apart (cLISI): `(labels - median) / (labels - 1)`, 0 to 1, 1 where neighbours share a
    /// label.
    ///
    /// @throws IllegalArgumentException also if there is a single label
    public static double clisi(NeighbourGraph graph, int[] label) {
        Groups labels = Groups.several("label", label, graph.cells());
        return clisi(perCell(graph, labels), labels);
    }

    static double clisi(double[] perCell, Groups labels) {
        return (labels.count() - median(perCell)) / (labels.count() - 1);
    }

    /// The middle value, or the mean of the two in the middle.
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static double[] perCell(NeighbourGraph graph, Groups groups) {
        double[] index = new double[graph.cells()];
        double entropy = entropy(graph.k());
        Neighbourhoods.of(graph).visit((cell, near_j, distance_j) ->
                index[cell] = index(near_j, new Weights(distance_j, graph.k()).ofEntropy(entropy), groups));
        return index;
    }

    /// The entropy that the weights of so many neighbours are to have.
    ///
    /// @throws IllegalArgumentException if they are too few
    static double entropy(int neighbours) {
        int perplexity = (neighbours + 1) / 3;
        if (perplexity < 2) {
            throw new IllegalArgumentException("the graph must have 5 or more neighbours a cell but has "
                    + neighbours);
        }
        return Math.log(perplexity);
    }

    /// The index of one cell.
    static double index(int[] near_j, double[] weight_j, Groups groups) {
        double[] share = new double[groups.count()];
        for (int j = 0; j < weight_j.length; j++) {
            share[groups.group()[near_j[j]]] += weight_j[j];
        }
        double simpson = 0;
        for (double s : share) {
            simpson += s * s;
        }
        return 1 / simpson;
    }

    /// The weights of one cell's neighbours.
    static final class Weights {
        private final double[] distance;
        private final double[] weight;

        /// Of the first `k`.
        Weights(double[] distance_j, int k) {
            distance = new double[k];
            weight = new double[k];
            for (int j = 0; j < distance.length; j++) {
                // Less the smallest: the weights' shares stay what they are, and none of far neighbourhoods is lost.
                distance[j] = distance_j[j] - distance_j[0];
            }
        }

        /// The weights, with a sum of 1, whose entropy is the given one.
        double[] ofEntropy(double wanted) {
            double beta = 1;
            double low = 0;
            double high = Double.POSITIVE_INFINITY;
            double excess = entropy(beta) - wanted;
            for (int i = 0; i < TRIES && Math.abs(excess) >= TOLERANCE; i++) {
                if (excess > 0) {
                    low = beta;
                    beta = high == Double.POSITIVE_INFINITY ? beta * 2 : (beta + high) / 2;
                } else {
                    high = beta;
                    beta = low == 0 ? beta / 2 : (beta + low) / 2;
                }
                excess = entropy(beta) - wanted;
            }
            return weight;
        }

        private double entropy(double beta) {
            double sum = 0;
            double moment = 0;
            for (int j = 0; j < weight.length; j++) {
                weight[j] = Math.exp(-beta * distance[j]);
                sum += weight[j];
                moment += weight[j] * distance[j];
            }
            for (int j = 0; j < weight.length; j++) {
                weight[j] /= sum;
            }
            return Math.log(sum) + beta * moment / sum;
        }
    }
}
