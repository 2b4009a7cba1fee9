package io.cellwright.metric.integration;

import java.util.Random;
import java.util.stream.IntStream;

import io.cellwright.graph.NeighbourGraph;
import io.cellwright.graph.Points;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/// LISI, kBET and graph connectivity.
class NeighbourhoodScoresTest {
    private static final long SEED = 5;

    @Test
    void equallyFarNeighboursCountByTheirNumbers() {
        Points corner = Points.of(new double[7], 7, 1);
        int[] group = {0, 0, 0, 1, 1, 2, 2};
        double[] lisi = Lisi.perCell(NeighbourGraph.of(corner, 6), group);
        assertThat(lisi[0]).isCloseTo(3, within(1e-12));
        assertThat(lisi[3]).isCloseTo(36 / 14.0, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-7, 1, 1e7})
    void lisiDoesNotDependOnTheUnitOfDistance(double unit) {
        Points points = normal(80, 3, SEED, 1);
        int[] group = IntStream.range(0, 80).map(i -> i % 3).toArray();
        double[] expected = Lisi.perCell(NeighbourGraph.of(points, 20), group);
        double[] lisi = Lisi.perCell(NeighbourGraph.of(normal(80, 3, SEED, unit), 20), group);
        assertThat(lisi).as("seed %s", SEED).containsExactly(expected, within(1e-4));
    }

    @Test
    void mixedAndSeparateGroupsScoreAtTheEnds() {
        Points points = apart(120, 60);
        NeighbourGraph graph = NeighbourGraph.of(points, 29);
        int[] side = IntStream.range(0, 120).map(i -> i % 2).toArray();
        int[] mixed = IntStream.range(0, 120).map(i -> i / 2 % 2).toArray();
        assertThat(Lisi.clisi(graph, side)).isEqualTo(1);
        assertThat(Lisi.ilisi(graph, side)).isZero();
        assertThat(Lisi.ilisi(graph, mixed)).isGreaterThan(0.8);
        assertThat(Kbet.of(graph, side).acceptance()).isZero();
        assertThat(Kbet.of(graph, mixed).acceptance()).isGreaterThan(0.9);
        assertThat(GraphConnectivity.of(graph, side)).isEqualTo(1);
    }

    @Test
    void batchesOfOtherCompositionFailOverAllCellsAndPassWithinLabels() {
        Points points = apart(400, 60);
        Random random = new Random(SEED);
        int[] label = IntStream.range(0, 400).map(i -> i % 2).toArray();
        int[] batch = IntStream.range(0, 400).map(i -> random.nextInt(10) < (i % 2 == 0 ? 8 : 2) ? 1 : 0).toArray();
        assertThat(Kbet.of(NeighbourGraph.of(points, 49), batch).acceptance()).as("seed %s", SEED).isLessThan(0.1);
        assertThat(Kbet.perLabel(points, label, batch, done -> {}).orElseThrow()).as("seed %s", SEED)
                .isGreaterThan(0.9);
        assertThat(Kbet.perLabel(points, label, label, done -> {})).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void componentsAreThoseOfReachingEachOther(long seed) {
        int cells = 90;
        NeighbourGraph graph = NeighbourGraph.of(normal(cells, 6, seed, 1), 3);
        int[] label = new Random(seed).ints(cells, 0, 2).toArray();
        boolean[][] reach = new boolean[cells][cells];
        for (int i = 0; i < cells; i++) {
            reach[i][i] = true;
            for (int j = 0; j < 3; j++) {
                int neighbour = graph.nearest().cell(i, j);
                reach[i][neighbour] = label[i] == label[neighbour];
            }
        }
        for (int via = 0; via < cells; via++) {
            for (int i = 0; i < cells; i++) {
                for (int j = 0; j < cells; j++) {
                    reach[i][j] |= reach[i][via] && reach[via][j];
                }
            }
        }
        double sum = 0;
        for (int l = 0; l < 2; l++) {
            int own = l;
            int[] members = IntStream.range(0, cells).filter(i -> label[i] == own).toArray();
            long largest = IntStream.of(members).mapToLong(i -> IntStream.of(members)
                    .filter(j -> reach[i][j] && reach[j][i]).count()).max().orElseThrow();
            sum += (double) largest / members.length;
        }
        assertThat(GraphConnectivity.of(graph, label)).as("seed %s", seed).isCloseTo(sum / 2, within(1e-12));
    }

    @Test
    void whatCannotBeScoredIsRefused() {
        NeighbourGraph graph = NeighbourGraph.of(normal(30, 2, SEED, 1), 4);
        assertThatThrownBy(() -> Lisi.perCell(graph, new int[30])).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the graph must have 5 or more neighbours a cell but has 4");
        assertThatThrownBy(() -> Lisi.ilisi(graph, new int[30]))
                .hasMessage("batch must name at least 2 different groups but all cells have 0");
        assertThatThrownBy(() -> Kbet.of(graph, new int[29]))
                .hasMessage("batch must have one entry for each of the 30 cells but has 29");
        assertThatThrownBy(() -> GraphConnectivity.of(graph, new int[0]))
                .hasMessage("label must have one entry for each of the 30 cells but has 0");
    }

    static Points normal(int cells, int dimensions, long seed, double unit) {
        Random random = new Random(seed);
        double[] x_nk = new double[cells * dimensions];
        for (int i = 0; i < x_nk.length; i++) {
            x_nk[i] = unit * random.nextGaussian();
        }
        return Points.of(x_nk, cells, dimensions);
    }

    /// Even and odd cells, `distance` apart.
    static Points apart(int cells, double distance) {
        Random random = new Random(SEED);
        double[] x_nk = new double[2 * cells];
        for (int i = 0; i < x_nk.length; i++) {
            x_nk[i] = random.nextGaussian() + (i % 4 == 0 ? distance : 0);
        }
        return Points.of(x_nk, cells, 2);
    }
}
