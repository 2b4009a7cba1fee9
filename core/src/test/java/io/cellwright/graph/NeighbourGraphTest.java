package io.cellwright.graph;

import java.util.Comparator;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class NeighbourGraphTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void neighboursAreThoseOfSortingAllCellsByDistanceThenNumber(long seed) {
        for (Points points : new Points[] {MadePoints.grid(700, 3, seed), MadePoints.normal(600, 5, seed)}) {
            NeighbourGraph graph = NeighbourGraph.of(points, 40);
            for (int i = 0; i < points.cells(); i += 7) {
                int cell = i;
                int[] sorted = IntStream.range(0, points.cells()).filter(j -> j != cell).boxed()
                        .sorted(Comparator.<Integer>comparingDouble(j -> distance(points, cell, j))
                                .thenComparingInt(j -> j))
                        .mapToInt(j -> j).toArray();
                for (int j = 0; j < 40; j++) {
                    assertThat(graph.nearest().cell(i, j)).as("seed %s, cell %s, neighbour %s", seed, i, j)
                            .isEqualTo(sorted[j]);
                    assertThat(graph.nearest().distance(i, j))
                            .isCloseTo(distance(points, i, sorted[j]), within(1e-12));
                }
            }
        }
    }

    private static double distance(Points points, int i, int j) {
        double squared = 0;
        for (int k = 0; k < points.dimensions(); k++) {
            squared += (points.at(i, k) - points.at(j, k)) * (points.at(i, k) - points.at(j, k));
        }
        return Math.sqrt(squared);
    }

    @Test
    void aCellIsNotItsOwnNeighbourEvenWhereOthersCoincide() {
        NeighbourGraph graph = NeighbourGraph.of(Points.of(new double[4], 4, 1), 3);
        assertThat(IntStream.range(0, 3).map(j -> graph.nearest().cell(2, j))).containsExactly(0, 1, 3);
        assertThat(graph.nearest().distance(2, 2)).isZero();
    }

    @Test
    void newCellsFindTheirNearestReferenceCells() {
        Neighbours found = Neighbours.of(Points.of(new double[] {0, 10, 20}, 3, 1),
                Points.of(new double[] {11, 4}, 2, 1), 2);
        assertThat(IntStream.range(0, 2).map(j -> found.cell(0, j))).containsExactly(1, 2);
        assertThat(IntStream.range(0, 2).map(j -> found.cell(1, j))).containsExactly(0, 1);
        assertThat(found.distance(1, 1)).isEqualTo(6);
    }

    @Test
    void theFirstNeighboursOfALargeGraphAreThoseOfASmallOne() {
        Points points = MadePoints.normal(200, 4, 9);
        NeighbourGraph cut = NeighbourGraph.of(points, 30).first(6);
        NeighbourGraph small = NeighbourGraph.of(points, 6);
        assertThat(cut.k()).isEqualTo(6);
        for (int i = 0; i < 200; i++) {
            for (int j = 0; j < 6; j++) {
                assertThat(cut.nearest().cell(i, j)).isEqualTo(small.nearest().cell(i, j));
            }
        }
    }

    @Test
    void theNumberOfThreadsDoesNotChangeABit() {
        Points points = MadePoints.normal(900, 6, 4);
        NeighbourGraph expected = NeighbourGraph.of(points, 11);
        for (int threads : Pools.THREADS) {
            NeighbourGraph graph = Pools.run(threads, () -> NeighbourGraph.of(points, 11));
            for (int i = 0; i < 900; i++) {
                for (int j = 0; j < 11; j++) {
                    assertThat(graph.nearest().cell(i, j)).isEqualTo(expected.nearest().cell(i, j));
                    assertThat(graph.nearest().distance(i, j)).isEqualTo(expected.nearest().distance(i, j));
                }
            }
        }
    }

    @Test
    void whatCannotBeSearchedIsRefused() {
        Points points = MadePoints.normal(5, 2, 1);
        assertThatThrownBy(() -> NeighbourGraph.of(points, 5)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("k must be from 1 to the 4 cells to choose from but was 5");
        assertThatThrownBy(() -> NeighbourGraph.of(points, 4).first(5))
                .hasMessage("neighbours must be from 1 to the 4 that were searched but were 5");
        assertThatThrownBy(() -> Neighbours.of(points, MadePoints.normal(5, 3, 1), 1))
                .hasMessage("reference and query must have the same dimensions but have 2 and 3");
        assertThatThrownBy(() -> new NeighbourGraph(Neighbours.of(points, points, 1)))
                .hasMessage("neighbours must be other cells from 0 to 4 but cell 0 has 0");
    }
}
