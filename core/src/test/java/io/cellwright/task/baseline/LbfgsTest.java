package io.cellwright.task.baseline;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class LbfgsTest {
    /// Sum of `a_j (x_j - j)^2 + (x_j - j)^4` with a_j from 1 to 10,000.
    private static final SmoothFunction VALLEY = (x, gradient) -> {
        double value = 0;
        for (int j = 0; j < x.length; j++) {
            double d = x[j] - j;
            double a = Math.pow(10, 4.0 * j / (x.length - 1));
            value += a * d * d + d * d * d * d;
            gradient[j] = 2 * a * d + 4 * d * d * d;
        }
        return value;
    };

    @Test
    void steepAndFlatDirectionsAreFoundTogether() {
        double[] from = new double[30];
        Lbfgs.Minimum minimum = Lbfgs.minimize(VALLEY, from, 1e-9, 1000);
        assertThat(minimum.converged()).isTrue();
        for (int j = 0; j < from.length; j++) {
            assertThat(minimum.x()[j]).isCloseTo(j, within(1e-6));
            assertThat(from[j]).isZero();
        }
    }

    @Test
    void theLimitIsKeptAndTold() {
        Lbfgs.Minimum minimum = Lbfgs.minimize(VALLEY, new double[30], 1e-9, 3);
        assertThat(minimum.iterations()).isEqualTo(3);
        assertThat(minimum.converged()).isFalse();
    }

    @Test
    void theValueNeverRises() {
        double previous = Double.POSITIVE_INFINITY;
        for (int limit = 0; limit < 40; limit++) {
            double value = VALLEY.at(Lbfgs.minimize(VALLEY, new double[30], 1e-9, limit).x(), new double[30]);
            assertThat(value).as("after %s steps", limit).isLessThanOrEqualTo(previous);
            previous = value;
        }
    }
}
