package io.cellwright.graph;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class PrincipalAxesTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void projectionsAreUncorrelatedAndCarryTheVariances(long seed) {
        int cells = 300;
        int dimensions = 12;
        Points points = mixed(cells, dimensions, seed);
        PrincipalAxes axes = PrincipalAxes.of(points);
        Points scores = axes.project(points, dimensions);
        for (int a = 0; a < dimensions; a++) {
            assertThat(axes.variance_d()[a]).isLessThanOrEqualTo(a == 0 ? 1e9 : axes.variance_d()[a - 1]);
            for (int b = 0; b < dimensions; b++) {
                double product = 0;
                double covariance = 0;
                for (int k = 0; k < dimensions; k++) {
                    product += axes.axis_dk()[a][k] * axes.axis_dk()[b][k];
                }
                for (int i = 0; i < cells; i++) {
                    covariance += scores.at(i, a) * scores.at(i, b) / (cells - 1);
                }
                assertThat(product).as("seed %s", seed).isCloseTo(a == b ? 1 : 0, within(1e-12));
                assertThat(covariance).as("seed %s", seed)
                        .isCloseTo(a == b ? axes.variance_d()[a] : 0, within(1e-10));
            }
        }
    }

    private static Points mixed(int cells, int dimensions, long seed) {
        Random random = new Random(seed);
        double[] x_nk = new double[cells * dimensions];
        for (int i = 0; i < cells; i++) {
            double shared = random.nextGaussian();
            for (int k = 0; k < dimensions; k++) {
                x_nk[i * dimensions + k] = 5 + shared * Math.sin(k) + random.nextGaussian() / (k + 1);
            }
        }
        return Points.of(x_nk, cells, dimensions);
    }

    @Test
    void theFirstAxisFollowsTheSpreadAndPointsTheWayOfItsLargestLoading() {
        PrincipalAxes axes = PrincipalAxes.of(Points.of(new double[] {0, 0, -1, -2, 1, 2}, 3, 2));
        assertThat(axes.axis_dk()[0]).containsExactly(new double[] {Math.sqrt(0.2), 2 * Math.sqrt(0.2)}, within(1e-12));
        assertThat(axes.variance_d()).containsExactly(new double[] {5, 0}, within(1e-12));
    }

    @Test
    void onePointHasNoAxes() {
        assertThatThrownBy(() -> PrincipalAxes.of(MadePoints.normal(1, 2, 1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("cells must be 2 or more but were 1");
    }
}
