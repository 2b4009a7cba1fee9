package io.cellwright.graph;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LeidenTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void separateBlobsAreClusters(long seed) {
        FuzzyGraph graph = FuzzyGraph.of(NeighbourGraph.of(MadePoints.blobs(300, 5, 3, 30, seed), 14));
        int[] cluster = Leiden.cluster(graph, 0.1, seed);
        for (int i = 0; i < 300; i++) {
            assertThat(cluster[i]).as("seed %s, cell %s", seed, i).isEqualTo(cluster[i % 3]);
        }
        assertThat(IntStream.of(cluster).distinct().count()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void clustersAreOfHigherModularityThanTheBlobsThatOverlap(long seed) {
        FuzzyGraph graph = FuzzyGraph.of(NeighbourGraph.of(MadePoints.blobs(400, 4, 4, 2, seed), 14));
        int[] blob = IntStream.range(0, 400).map(i -> i % 4).toArray();
        for (double resolution : new double[] {0.5, 1, 2}) {
            int[] cluster = Leiden.cluster(graph, resolution, 7);
            assertThat(modularity(graph, cluster, resolution)).as("seed %s", seed)
                    .isGreaterThan(modularity(graph, blob, resolution));
            int[] moved = cluster.clone();
            moved[3] = (moved[3] + 1) % 3;
            assertThat(modularity(graph, cluster, resolution)).isGreaterThan(modularity(graph, moved, resolution));
        }
    }

    private static double modularity(FuzzyGraph graph, int[] cluster, double resolution) {
        double[] degree = new double[graph.cells()];
        double inside = 0;
        double all = 0;
        for (int i = 0; i < graph.cells(); i++) {
            for (int e = graph.start(i); e < graph.start(i + 1); e++) {
                degree[i] += graph.weight(e);
                all += graph.weight(e);
                inside += cluster[i] == cluster[graph.other(e)] ? graph.weight(e) : 0;
            }
        }
        double expected = 0;
        for (int i = 0; i < degree.length; i++) {
            for (int j = 0; j < degree.length; j++) {
                expected += cluster[i] == cluster[j] ? degree[i] * degree[j] / all : 0;
            }
        }
        return (inside - resolution * expected) / all;
    }

    @Test
    void aSeedGivesTheSameClustersAndTheLargestComesFirst() {
        FuzzyGraph graph = FuzzyGraph.of(NeighbourGraph.of(MadePoints.normal(400, 3, 5), 14));
        int[] cluster = Leiden.cluster(graph, 1, 11);
        assertThat(Leiden.cluster(graph, 1, 11)).containsExactly(cluster);
        int[] size = new int[IntStream.of(cluster).max().orElseThrow() + 1];
        for (int c : cluster) {
            size[c]++;
        }
        assertThat(size.length).isGreaterThan(2);
        assertThat(IntStream.range(1, size.length)).allMatch(c -> size[c] <= size[c - 1]);
        assertThat(IntStream.of(Leiden.cluster(graph, 3, 11)).max().orElseThrow()).isGreaterThan(size.length);
    }

    @Test
    void aResolutionOfZeroIsRefused() {
        FuzzyGraph graph = FuzzyGraph.of(NeighbourGraph.of(MadePoints.normal(9, 2, 1), 2));
        assertThatThrownBy(() -> Leiden.cluster(graph, 0, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("resolution must be above 0 but was 0.0");
    }
}
