package io.cellwright.metric.regression;

import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class CorrelationTest {
    private static final double[] UP = {1, 2, 3, 4};

    @Test
    void seriesThatRiseTogetherCorrelateFully() {
        double[] bent = {1, 8, 27, 64};
        assertThat(Correlation.pearson(UP, new double[] {3, 5, 7, 9})).isCloseTo(1, within(1e-12));
        assertThat(Correlation.pearson(UP, new double[] {9, 7, 5, 3})).isCloseTo(-1, within(1e-12));
        assertThat(Correlation.pearson(UP, bent)).isLessThan(0.96);
        assertThat(Correlation.spearman(UP, bent)).isCloseTo(1, within(1e-12));
        assertThat(Correlation.kendall(UP, bent)).isCloseTo(1, within(1e-12));
        assertThat(Correlation.kendall(UP, new double[] {9, 7, 5, 3})).isCloseTo(-1, within(1e-12));
    }

    @Test
    void withAConstantOrWithNaNNothingCorrelates() {
        double[] constant = {0.1, 0.1, 0.1, 0.1};
        double[] broken = {1, Double.NaN, 3, 4};
        for (double[] other : new double[][] {constant, broken}) {
            assertThat(Correlation.pearson(UP, other)).isNaN();
            assertThat(Correlation.spearman(other, UP)).isNaN();
            assertThat(Correlation.kendall(UP, other)).isNaN();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void kendallCountsPairs(long seed) {
        Random random = new Random(seed);
        double[] x = random.ints(101, 0, 12).asDoubleStream().toArray();
        double[] y = random.ints(101, 0, 9).asDoubleStream().toArray();
        double order = 0;
        double untiedX = 0;
        double untiedY = 0;
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < i; j++) {
                double signX = Math.signum(x[i] - x[j]);
                double signY = Math.signum(y[i] - y[j]);
                order += signX * signY;
                untiedX += Math.abs(signX);
                untiedY += Math.abs(signY);
            }
        }
        assertThat(Correlation.kendall(x, y)).as("seed %s", seed)
                .isCloseTo(order / Math.sqrt(untiedX * untiedY), within(1e-12));
    }

    @Test
    void unequalLengthsAreRefused() {
        assertThatThrownBy(() -> Correlation.pearson(UP, new double[3])).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("both arrays must be of one length but have 4 and 3");
        assertThatThrownBy(() -> Correlation.kendall(new double[0], new double[0]))
                .hasMessage("numbers must be 1 or more but were 0");
    }
}
