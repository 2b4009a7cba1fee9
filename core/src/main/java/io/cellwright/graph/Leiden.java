package io.cellwright.graph;

import java.util.Random;

import io.cellwright.tensor.Rng;
import io.cellwright.tensor.Stream;
import nl.cwts.networkanalysis.Clustering;
import nl.cwts.networkanalysis.LeidenAlgorithm;
import nl.cwts.networkanalysis.Network;
import nl.cwts.util.LargeDoubleArray;
import nl.cwts.util.LargeIntArray;

/// Communities of the weighted neighbour graph by the Leiden algorithm (Traag, Waltman and van Eck 2019), in its
/// authors' own implementation, maximizing modularity with a resolution.
///
/// scanpy and scib-metrics do the same on the same kind of graph, with the implementation of igraph, two rounds and
/// other random numbers; here it goes ten rounds.
public final class Leiden {
    private static final int ROUNDS = 10;

    private Leiden() {}

    /// Clusters the cells. The same graph, resolution and seed give the same clusters.
    ///
    /// @param resolution above 0: higher gives more and smaller clusters; 1 is plain modularity
    /// @return cluster of each cell, from 0 for the largest
    /// @throws IllegalArgumentException if the resolution is out of range
    public static int[] cluster(FuzzyGraph graph, double resolution, long seed) {
        if (!(resolution > 0 && resolution < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("resolution must be above 0 but was " + resolution);
        }
        Network network = network(graph);
        double scale = 2 * network.getTotalEdgeWeight();
        Random random = new Random(Rng.key(seed, Stream.CLUSTERING, 0, 0));
        LeidenAlgorithm algorithm = new LeidenAlgorithm(resolution / scale, ROUNDS,
                LeidenAlgorithm.DEFAULT_RANDOMNESS, random);
        Clustering clustering = algorithm.findClustering(network);
        clustering.orderClustersByNNodes();
        return clustering.getClusters();
    }

    /// Nodes weigh as much as their edges: that makes the constant Potts model modularity.
    private static Network network(FuzzyGraph graph) {
        long[] start = new long[graph.cells() + 1];
        int[] other = new int[graph.start(graph.cells())];
        double[] weight = new double[other.length];
        for (int i = 0; i <= graph.cells(); i++) {
            start[i] = graph.start(i);
        }
        for (int e = 0; e < other.length; e++) {
            other[e] = graph.other(e);
            weight[e] = graph.weight(e);
        }
        return new Network(graph.cells(), true, start, new LargeIntArray(other), new LargeDoubleArray(weight), false);
    }
}
