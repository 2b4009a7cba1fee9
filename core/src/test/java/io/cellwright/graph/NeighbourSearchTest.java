package io.cellwright.graph;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@Execution(ExecutionMode.CONCURRENT)
class NeighbourSearchTest {
    private static final int[] SIZES = {2, 3, CellBoxes.CELLS - 1, CellBoxes.CELLS, CellBoxes.CELLS + 1,
        3 * CellBoxes.CELLS + 1, Points.BLOCK - 1, Points.BLOCK, Points.BLOCK + 1, 2 * Points.BLOCK + 77};

    /// The neighbours of each cell as the search gives them.
    private record Found(int[][] near, double[][] distance) {
        static Found ofOthers(Points points, int k) {
            Found found = new Found(new int[points.cells()][], new double[points.cells()][]);
            NeighbourSearch.ofOthers(points, k, found::put);
            return found;
        }

        static Found of(Points reference, Points query, int k) {
            Found found = new Found(new int[query.cells()][], new double[query.cells()][]);
            NeighbourSearch.of(reference, query, k, found::put);
            return found;
        }

        /// By looking at all pairs and sorting: by distance, then by number.
        static Found byAllPairs(Points reference, Points query, int k, boolean others) {
            Found found = new Found(new int[query.cells()][], new double[query.cells()][]);
            for (int i = 0; i < query.cells(); i++) {
                double[] squared = squaredDistances(reference, query.point(i));
                int self = others ? i : -1;
                int[] near = IntStream.range(0, reference.cells()).filter(j -> j != self).boxed()
                        .sorted((a, b) -> squared[a] != squared[b] ? Double.compare(squared[a], squared[b])
                                : Integer.compare(a, b)).mapToInt(j -> j).limit(k).toArray();
                found.put(i, near, Arrays.stream(near).mapToDouble(j -> Math.sqrt(squared[j])).toArray());
            }
            return found;
        }

        Found nearest(int k) {
            return new Found(Arrays.stream(near).map(j -> Arrays.copyOf(j, k)).toArray(int[][]::new),
                    Arrays.stream(distance).map(d -> Arrays.copyOf(d, k)).toArray(double[][]::new));
        }

        private static double[] squaredDistances(Points reference, double[] point) {
            double[] all = new double[reference.cells()];
            double[] squared = new double[Points.BLOCK];
            for (int b = 0; b < reference.blocks(); b++) {
                reference.squaredDistances(point, b, squared);
                System.arraycopy(squared, 0, all, b * Points.BLOCK, reference.blockEnd(b) - b * Points.BLOCK);
            }
            return all;
        }

        private void put(int cell, int[] near_j, double[] distance_j) {
            assertThat(near[cell]).as("cell %s comes once", cell).isNull();
            near[cell] = near_j;
            distance[cell] = distance_j;
        }

        void isExactly(Found expected, String what) {
            assertThat(near).as(what).isDeepEqualTo(expected.near);
            assertThat(distance).as(what).isDeepEqualTo(expected.distance);
        }
    }

    private static void isThatOfAllPairs(Points points, String what) {
        Found all = Found.byAllPairs(points, points, Math.max(0, points.cells() - 1), true);
        for (int k : new int[] {1, 15, points.cells() - 1}) {
            if (k < points.cells()) {
                Found.ofOthers(points, k).isExactly(all.nearest(k),
                        what + ", " + points.cells() + " cells, k " + k);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void neighboursAndDistancesHaveTheBitsOfLookingAtAllPairs(long seed) {
        for (int cells : SIZES) {
            int dimensions = 1 + (int) ((cells + seed) % 11);
            isThatOfAllPairs(MadePoints.normal(cells, dimensions, seed), "normal, seed " + seed);
            isThatOfAllPairs(MadePoints.blobs(cells, 4, 4, 50, seed), "blobs, seed " + seed);
            isThatOfAllPairs(MadePoints.grid(cells, 3, seed), "grid, seed " + seed);
            isThatOfAllPairs(MadePoints.grid(cells, 1, seed), "four places, seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void roundingAndTiesDoNotHideACell(long seed) {
        Random random = new Random(seed);
        int cells = 700;
        double[] far = new double[cells * 3];
        double[] line = new double[cells * 5];
        double[] sphere = new double[cells * 2];
        double[] wide = new double[cells * 2];
        for (int i = 0; i < cells; i++) {
            for (int k = 0; k < 3; k++) {
                far[i * 3 + k] = 1e8 + random.nextInt(40) * 1e-8;
            }
            for (int k = 0; k < 5; k++) {
                line[i * 5 + k] = (k + 1) * 0.1 * (i % 300);
            }
            sphere[i * 2] = Math.cos(i * Math.PI / 64) / 3;
            sphere[i * 2 + 1] = Math.sin(i * Math.PI / 64) / 3;
            for (int k = 0; k < 2; k++) {
                wide[i * 2 + k] = random.nextGaussian() * Math.pow(10, random.nextInt(339) - 200);
            }
        }
        isThatOfAllPairs(Points.of(far, cells, 3), "far from the origin, seed " + seed);
        isThatOfAllPairs(Points.of(line, cells, 5), "on a line, seed " + seed);
        isThatOfAllPairs(Points.of(sphere, cells, 2), "on a circle, seed " + seed);
        isThatOfAllPairs(Points.of(wide, cells, 2), "of all sizes, seed " + seed);
        isThatOfAllPairs(Points.of(new double[cells * 4], cells, 4), "in one place");
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void newCellsFindTheNearestOfOthers(long seed) {
        Points reference = MadePoints.blobs(1_300, 6, 3, 9, seed);
        for (int cells : new int[] {0, 1, 129, 600}) {
            Points query = MadePoints.normal(cells, 6, seed + 100);
            for (int k : new int[] {1, 20, 1_300}) {
                Found.of(reference, query, k).isExactly(Found.byAllPairs(reference, query, k, false),
                        cells + " cells, k " + k + ", seed " + seed);
            }
        }
        Found.of(MadePoints.normal(1, 6, seed), reference, 1).isExactly(
                Found.byAllPairs(MadePoints.normal(1, 6, seed), reference, 1, false), "one cell, seed " + seed);
    }

    @Test
    void theNumberOfThreadsDoesNotChangeABit() {
        Points points = MadePoints.blobs(9_000, 5, 5, 6, 7);
        Found expected = Found.ofOthers(points, 15);
        for (int threads : Pools.THREADS) {
            Pools.run(threads, () -> Found.ofOthers(points, 15)).isExactly(expected, threads + " threads");
        }
    }

    @Test
    void cellsOfOtherCloudsAreNotLookedAt() {
        Points points = MadePoints.blobs(20_000, 10, 10, 40, 8);
        long pairs = NeighbourSearch.ofOthers(points, 15, (cell, near_j, distance_j) -> {});
        assertThat(pairs / (20_000.0 * 20_000)).isBetween(0.01, 0.12);
        Points plane = MadePoints.normal(20_000, 2, 8);
        long few = NeighbourSearch.ofOthers(plane, 15, (cell, near_j, distance_j) -> {});
        assertThat(few / (20_000.0 * 20_000)).isBetween(0.005, 0.03);
    }

    @Test
    void anOrderThatHalvesBadlyIsNotSlow() {
        int cells = 60_000;
        double[] x_nk = new double[cells];
        for (int i = 0; i < cells; i++) {
            x_nk[i] = i < cells / 2 ? i : cells - i;
        }
        int[] order = CutOrder.of(Points.of(x_nk, cells, 1), 100);
        assertThat(order).doesNotHaveDuplicates().hasSize(cells);
        for (int part = 1; part < cells / 100; part++) {
            int from = part * 100;
            double most = IntStream.range(from - 100, from).mapToDouble(i -> x_nk[order[i]]).max().orElseThrow();
            double least = IntStream.range(from, from + 100).mapToDouble(i -> x_nk[order[i]]).min().orElseThrow();
            assertThat(most).isLessThanOrEqualTo(least);
        }
    }
}
