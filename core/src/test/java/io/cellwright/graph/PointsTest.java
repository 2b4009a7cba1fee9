package io.cellwright.graph;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class PointsTest {
    @Test
    void coordinatesAreWhatWasGivenAcrossBlocks() {
        int cells = Points.BLOCK + 3;
        float[] x_nk = new float[cells * 2];
        for (int i = 0; i < x_nk.length; i++) {
            x_nk[i] = i;
        }
        Points points = Points.of(x_nk, cells, 2);
        assertThat(points.point(Points.BLOCK)).containsExactly(2 * Points.BLOCK, 2 * Points.BLOCK + 1);
        assertThat(points.blocks()).isEqualTo(2);
        assertThat(points.blockEnd(1)).isEqualTo(cells);
        assertThat(points.select(new int[] {cells - 1, 0}).point(0)).containsExactly(points.point(cells - 1));
    }

    @Test
    void distancesAreEuclideanForAnyNumberOfDimensions() {
        for (int dimensions = 1; dimensions <= 9; dimensions++) {
            Points points = MadePoints.normal(Points.BLOCK + 7, dimensions, dimensions);
            double[] point = points.point(3);
            double[] out = new double[Points.BLOCK];
            for (int b = 0; b < points.blocks(); b++) {
                points.squaredDistances(point, b, out);
                for (int i = b * Points.BLOCK; i < points.blockEnd(b); i++) {
                    double squared = 0;
                    for (int k = 0; k < dimensions; k++) {
                        squared += (points.at(i, k) - point[k]) * (points.at(i, k) - point[k]);
                    }
                    assertThat(out[i - b * Points.BLOCK]).isCloseTo(squared, within(1e-12));
                }
            }
        }
    }

    @Test
    void onTheUnitSphereLengthsAreOneAndTheOriginStays() {
        Points points = Points.of(new double[] {3, 4, 0, 0, -2, 0}, 3, 2).onUnitSphere();
        assertThat(points.point(0)).containsExactly(0.6, 0.8);
        assertThat(points.point(1)).containsExactly(0, 0);
        assertThat(points.point(2)).containsExactly(-1, 0);
    }

    @Test
    void distancesOfTheFarthestPointsThatThereAreAreFinite() {
        Points points = Points.of(new double[] {1e140, 1e140, -1e140, -1e140}, 2, 2);
        double[] out = new double[2];
        points.squaredDistances(points.point(0), 0, out);
        assertThat(out[1]).isFinite().isCloseTo(8e280, within(1e270));
    }

    @Test
    void whatIsNoPointIsNamed() {
        assertThatThrownBy(() -> Points.of(new double[] {0, 1, 2, Double.NaN}, 2, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("coordinates must be finite but cell 1 has NaN in dimension 1");
        assertThatThrownBy(() -> Points.of(new double[] {0, 1, -1e200, 2}, 2, 2)).hasMessage("coordinates must be at "
                + "most 1.0E140 in size, or squares overflow, but cell 1 has -1.0E200 in dimension 0");
        assertThatThrownBy(() -> Points.of(new double[3], 2, 2))
                .hasMessage("x_nk must hold cells x dimensions numbers but 3 were given for 2 x 2");
    }
}
