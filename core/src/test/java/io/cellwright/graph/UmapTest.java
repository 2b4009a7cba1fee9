package io.cellwright.graph;

import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Execution(ExecutionMode.CONCURRENT)
class UmapTest {
    private static final UmapConfig SHORT = UmapConfig.defaults().withEpochs(40);

    @Test
    void theSameSeedGivesTheSameBitsOnAnyNumberOfThreads() {
        Points points = MadePoints.blobs(500, 6, 3, 8, 1);
        float[] expected = Umap.fit(points, SHORT).xy_n2();
        float[] expectedNew = Umap.fit(points, SHORT).transform(MadePoints.normal(70, 6, 2));
        for (int threads : Pools.THREADS) {
            Umap map = Pools.run(threads, () -> Umap.fit(points, SHORT));
            assertThat(map.xy_n2()).as("%s threads", threads).containsExactly(expected);
            assertThat(Pools.run(threads, () -> map.transform(MadePoints.normal(70, 6, 2))))
                    .containsExactly(expectedNew);
        }
        assertThat(Umap.fit(points, SHORT.withSeed(1)).xy_n2()).isNotEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void separateBlobsStaySeparate(long seed) {
        Points map = plane(Umap.fit(MadePoints.blobs(600, 8, 3, 12, seed), UmapConfig.defaults().withSeed(seed)));
        Neighbours nearest = NeighbourGraph.of(map, 10).nearest();
        for (int i = 0; i < 600; i++) {
            for (int j = 0; j < 10; j++) {
                assertThat(nearest.cell(i, j) % 3).as("seed %s, cell %s", seed, i).isEqualTo(i % 3);
            }
        }
    }

    /// Of a curved sheet, which a plane can show whole: by chance about 0.5 is kept, of a good map more than 0.95.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void neighboursOnTheMapAreNeighbours(long seed) {
        Random random = new Random(seed);
        int cells = 500;
        double[] x_nk = new double[4 * cells];
        float[] anyhow = new float[2 * cells];
        for (int i = 0; i < cells; i++) {
            double u = 6 * random.nextDouble();
            double v = 6 * random.nextDouble();
            x_nk[4 * i] = u;
            x_nk[4 * i + 1] = v;
            x_nk[4 * i + 2] = Math.sin(u);
            x_nk[4 * i + 3] = Math.cos(v + u / 2);
            anyhow[2 * i] = random.nextFloat();
            anyhow[2 * i + 1] = random.nextFloat();
        }
        Points points = Points.of(x_nk, cells, 4);
        Points map = plane(Umap.fit(points, UmapConfig.defaults().withSeed(seed)));
        assertThat(trustworthiness(points, map, 12)).as("seed %s", seed).isGreaterThan(0.95);
        assertThat(trustworthiness(points, Points.of(anyhow, cells, 2), 12)).as("seed %s", seed).isLessThan(0.6);
    }

    /// `1 - 2 / (n k (2 n - 3 k - 1)) * sum over neighbours on the map of (rank among the points - k, where above 0)`
    /// (Venna and Kaski 2001).
    private static double trustworthiness(Points points, Points map, int k) {
        int n = points.cells();
        Neighbours all = NeighbourGraph.of(points, n - 1).nearest();
        Neighbours onMap = NeighbourGraph.of(map, k).nearest();
        double lost = 0;
        for (int i = 0; i < n; i++) {
            int[] rank = new int[n];
            for (int j = 0; j < n - 1; j++) {
                rank[all.cell(i, j)] = j + 1;
            }
            for (int j = 0; j < k; j++) {
                lost += Math.max(0, rank[onMap.cell(i, j)] - k);
            }
        }
        return 1 - 2 * lost / ((double) n * k * (2 * n - 3 * k - 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void newCellsComeToLieAmongTheirBlob(long seed) {
        Points all = MadePoints.blobs(900, 8, 3, 12, seed);
        Points known = all.select(IntStream.range(0, 600).toArray());
        Umap map = Umap.fit(known, UmapConfig.defaults().withSeed(seed));
        float[] added = map.transform(all.select(IntStream.range(600, 900).toArray()));
        Neighbours nearest = Neighbours.of(plane(map), Points.of(added, 300, 2), 15);
        for (int i = 0; i < 300; i++) {
            for (int j = 0; j < 15; j++) {
                assertThat(nearest.cell(i, j) % 3).as("seed %s, new cell %s", seed, i).isEqualTo((600 + i) % 3);
            }
        }
    }

    @Test
    void aMapThatWasKeptTakesNewCellsAsTheOneThatWasDrawn() {
        Points points = MadePoints.blobs(200, 4, 2, 8, 3);
        Points query = MadePoints.normal(20, 4, 4);
        Umap drawn = Umap.fit(points, SHORT);
        assertThat(Umap.of(points, drawn.xy_n2(), SHORT).transform(query)).containsExactly(drawn.transform(query));
    }

    @Test
    void moreNeighboursInTheGraphThanAskedForChangeNothing() {
        Points points = MadePoints.normal(200, 4, 6);
        assertThat(Umap.fit(points, NeighbourGraph.of(points, 50), SHORT).xy_n2())
                .containsExactly(Umap.fit(points, SHORT).xy_n2());
    }

    @Test
    void cellsThatCoincideAndCellsOnALineHavePlacesToo() {
        for (Points points : new Points[] {Points.of(new double[90], 30, 3), MadePoints.normal(30, 1, 1)}) {
            float[] xy = Umap.fit(points, SHORT.withNeighbours(5)).xy_n2();
            assertThat(Points.of(xy, 30, 2).cells()).isEqualTo(30);
        }
    }

    @Test
    void whatCannotBeDrawnIsRefused() {
        Points points = MadePoints.normal(14, 2, 1);
        assertThatThrownBy(() -> Umap.fit(points, UmapConfig.defaults())).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("k must be from 1 to the 13 cells to choose from but was 14");
        assertThatThrownBy(() -> Umap.fit(points, NeighbourGraph.of(MadePoints.normal(9, 2, 1), 4), SHORT))
                .hasMessage("the graph must have the 14 cells of the points but has 9");
        assertThatThrownBy(() -> UmapConfig.defaults().withNeighbours(1))
                .hasMessage("neighbours must be 2 or more but was 1");
        assertThatThrownBy(() -> UmapConfig.defaults().withMinDist(3))
                .hasMessage("minDist must be 0 or more and below 3 * spread, which is 3.0, but was 3.0");
        assertThatThrownBy(() -> new UmapConfig(15, 0.5, Double.NaN, 0, 5, 0))
                .hasMessage("spread must be above 0 but was NaN");
        assertThatThrownBy(() -> Umap.of(points, new float[3], SHORT))
                .hasMessage("x_nk must hold cells x dimensions numbers but 3 were given for 14 x 2");
    }

    private static Points plane(Umap map) {
        float[] xy = map.xy_n2();
        return Points.of(xy, xy.length / 2, 2);
    }
}
