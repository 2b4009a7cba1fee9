package io.cellwright.metric.integration;

import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.graph.FuzzyGraph;
import io.cellwright.graph.Leiden;
import io.cellwright.graph.NeighbourGraph;
import io.cellwright.metric.ClusterAgreement;

/// How well labels are found by clustering the neighbour graph with the Leiden algorithm, at the resolution that finds
/// them best.
///
/// As scIB does it: resolutions 0.1, 0.2, … 2.0, the one with the largest NMI wins, the lowest of equal ones, and NMI
/// and ARI are those of its clusters. scib-metrics tries every second of them.
///
/// @param resolution the resolution that won
/// @param cluster its clusters, 0 for the largest
/// @param agreement how they agree with the labels
public record LeidenAgreement(double resolution, int[] cluster, ClusterAgreement agreement) {
    private static final int RESOLUTIONS = 20;
    private static final int NEIGHBOURS = 14;

    /// Clusters at all resolutions.
    ///
    /// @param graph the neighbours, of which the nearest 14 are used, as many as scib-metrics has
    /// @param label label of each cell, any whole number
    /// @throws IllegalArgumentException if sizes do not fit
    public static LeidenAgreement best(NeighbourGraph graph, int[] label, long seed) {
        Groups labels = Groups.of("label", label, graph.cells());
        FuzzyGraph weighted = FuzzyGraph.of(graph.first(Math.min(graph.k(), NEIGHBOURS)));
        List<LeidenAgreement> all = IntStream.rangeClosed(1, RESOLUTIONS).parallel().mapToObj(step -> {
            double resolution = step / 10.0;
            int[] cluster = Leiden.cluster(weighted, resolution, seed);
            return new LeidenAgreement(resolution, cluster, ClusterAgreement.of(labels.group(), cluster));
        }).toList();
        LeidenAgreement best = all.getFirst();
        for (LeidenAgreement one : all) {
            best = one.agreement.nmi() > best.agreement.nmi() ? one : best;
        }
        return best;
    }
}
