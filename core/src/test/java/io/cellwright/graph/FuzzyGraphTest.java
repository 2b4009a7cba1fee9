package io.cellwright.graph;

import java.util.stream.IntStream;

import io.cellwright.metric.GoldenPoints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// The expected numbers are those of umap-learn 0.5.12, which computes in float32.
class FuzzyGraphTest {
    @Test
    void weightsOfTheGoldenPointsAreUmapLearns() {
        FuzzyGraph graph = FuzzyGraph.of(NeighbourGraph.of(GoldenPoints.embedding().points(), 5));
        assertThat(graph.start(60)).isEqualTo(400);
        assertThat(IntStream.range(0, 400).mapToDouble(graph::weight).sum()).isCloseTo(228.798183, within(1e-3));
        assertThat(others(graph, 0)).containsExactly(1, 4, 11, 16, 23, 59);
        assertThat(weights(graph, 0)).containsExactly(new double[] {0.77636814, 1, 0.60169411, 0.64450699, 0.17220677,
            0.35905021}, within(2e-5));
        assertThat(others(graph, 17)).containsExactly(2, 4, 6, 7, 10, 18, 19, 21, 55, 58);
        assertThat(weights(graph, 17)).containsExactly(new double[] {1, 0.31685233, 0.12604798, 0.21858889, 0.52120906,
            0.75515467, 0.57903183, 0.06751357, 0.23982123, 0.06806012}, within(2e-5));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyEdgeIsKeptTwiceWithOneWeight(long seed) {
        FuzzyGraph graph = FuzzyGraph.of(NeighbourGraph.of(MadePoints.normal(300, 4, seed), 7));
        for (int i = 0; i < 300; i++) {
            for (int e = graph.start(i); e < graph.start(i + 1); e++) {
                int there = graph.other(e);
                int cell = i;
                int back = IntStream.range(graph.start(there), graph.start(there + 1))
                        .filter(f -> graph.other(f) == cell).findFirst().orElseThrow();
                assertThat(graph.weight(back)).as("seed %s", seed).isEqualTo(graph.weight(e));
                assertThat(graph.weight(e)).isGreaterThan(0).isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void cellsThatCoincideBelongTogetherFully() {
        FuzzyGraph graph = FuzzyGraph.of(NeighbourGraph.of(Points.of(new double[5], 5, 1), 2));
        assertThat(IntStream.range(0, graph.start(5)).mapToDouble(graph::weight)).containsOnly(1.0);
    }

    @Test
    void theNumberOfThreadsDoesNotChangeABit() {
        NeighbourGraph neighbours = NeighbourGraph.of(MadePoints.normal(500, 5, 3), 9);
        FuzzyGraph expected = FuzzyGraph.of(neighbours);
        for (int threads : Pools.THREADS) {
            FuzzyGraph graph = Pools.run(threads, () -> FuzzyGraph.of(neighbours));
            for (int i = 0; i < 500; i++) {
                assertThat(weights(graph, i)).containsExactly(weights(expected, i));
            }
        }
    }

    private static int[] others(FuzzyGraph graph, int cell) {
        return IntStream.range(graph.start(cell), graph.start(cell + 1)).map(graph::other).toArray();
    }

    private static double[] weights(FuzzyGraph graph, int cell) {
        return IntStream.range(graph.start(cell), graph.start(cell + 1)).mapToDouble(graph::weight).toArray();
    }
}
