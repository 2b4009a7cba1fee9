package io.cellwright.metric.integration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ChiSquareTest {
    @ParameterizedTest
    @CsvSource({"1, 3.841458820694124", "2, 5.991464547107979", "3, 7.814727903251179", "5, 11.070497693516351",
        "10, 18.307038053275146"})
    void fivePerCentLieAboveTheQuantilesOfTheTables(int degrees, double quantile) {
        assertThat(ChiSquare.atLeast(quantile, degrees)).isCloseTo(0.05, within(1e-13));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.5, 2, 7.3, 20, 60, 300})
    void evenDegreesAreAFiniteSumAndOddOnesFollowTheRecurrence(double statistic) {
        double term = Math.exp(-statistic / 2);
        double sum = 0;
        for (int degrees = 2; degrees <= 60; degrees += 2) {
            sum += term;
            term *= statistic / degrees;
            assertThat(ChiSquare.atLeast(statistic, degrees)).isCloseTo(sum, within(1e-13));
        }
        double step = Math.exp(-statistic / 2) * Math.sqrt(2 * statistic / Math.PI);
        double odd = ChiSquare.atLeast(statistic, 1);
        for (int degrees = 3; degrees <= 61; degrees += 2) {
            odd += step;
            step *= statistic / degrees;
            assertThat(ChiSquare.atLeast(statistic, degrees)).isCloseTo(odd, within(1e-13));
        }
    }

    @Test
    void theEndsAreCertainAndImpossible() {
        assertThat(ChiSquare.atLeast(0, 3)).isEqualTo(1);
        assertThat(ChiSquare.atLeast(1e5, 3)).isZero();
    }
}
