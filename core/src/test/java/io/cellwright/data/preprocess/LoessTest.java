package io.cellwright.data.preprocess;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// The expected numbers were computed once by scikit-misc 0.5.3, `loess(x, y, span=span, degree=2)`.
class LoessTest {
    @ParameterizedTest
    @CsvSource({
        "0.3, 0.9896666455776564, -0.0072545945340783055, -0.8890295273872877, 0.9890034791007806, -9.217431039290823",
        "0.5, 1.0504191244365944, -0.024626634011342113, -0.8899205464511697, 0.9929767174586814, -10.107868961205721",
        "1.0, 1.3467594738533237, -0.2471052894537877, -0.7855952455306364, 1.1230265279251785, -13.20792669730085",
    })
    void repeatedPositionsAreSmoothedAsInScikitMisc(double span, double at0, double at33, double at77, double at99,
            double sum) {
        double[] x = numbers(100, i -> Math.floor(40 * Math.pow(Math.sin(0.05 * i), 2) + i / 4.0) / 10);
        double[] y = numbers(100, i -> Math.cos(x[i]) + 0.3 * Math.sin(17.0 * i));
        double[] fitted = fitted(x, y, span);
        assertThat(new double[] {fitted[0], fitted[33], fitted[77], fitted[99], Arrays.stream(fitted).sum()})
                .containsExactly(new double[] {at0, at33, at77, at99, sum}, within(1e-9));
    }

    @Test
    void scatteredPositionsAreSmoothedAsInScikitMisc() {
        double[] x = numbers(100, i -> Math.sin(1.0 + i * i));
        double[] y = numbers(100, i -> x[i] * x[i] + 0.2 * Math.cos(3.0 * i));
        double[] fitted = fitted(x, y, 0.3);
        assertThat(new double[] {fitted[0], fitted[1], fitted[33], fitted[99], Arrays.stream(fitted).sum()})
                .containsExactly(new double[] {0.8248790577158578, 0.8938321345874853, 0.034704656310632236,
                    0.033593195250692306, 50.95590090463813}, within(1e-9));
    }

    @Test
    void theFewestPointsAreEnough() {
        assertThat(Loess.fewestPoints(0.3)).isEqualTo(14);
        double[] x = numbers(14, i -> Math.sqrt(i));
        double[] y = numbers(14, i -> Math.cos(2.0 * i));
        assertThat(fitted(x, y, 0.3)).containsExactly(new double[] {1.0000000000000004, -0.4161468365471428,
            -0.6536436208636122, 0.9601702866503665, -0.14550003380861337, -0.8390715290764521, 0.8438539587324929,
            0.13673721820783372, -0.9576594803233847, 0.6603167082440798, 0.40808206181339257, -0.9999608263946373,
            0.42417900733699687, 0.6469193223286402}, within(1e-9));
    }

    @Test
    void aParabolaStaysAParabola() {
        double[] x = numbers(50, i -> Math.pow(1.05, i));
        double[] y = numbers(50, i -> 3 - 2 * x[i] + 0.5 * x[i] * x[i]);
        assertThat(fitted(x, y, 0.4)).containsExactly(y, within(1e-9));
    }

    @Test
    void manyPointsAtOnePlaceAreTheirMean() {
        double[] x = numbers(60, i -> i < 40 ? 1 : i);
        double[] y = numbers(60, i -> i < 40 ? i % 2 : 7);
        assertThat(Loess.fit(x, y, 0.3).at(1)).isCloseTo(0.5, within(0.01));
        double[] two = numbers(60, i -> i % 2);
        double[] values = fitted(two, numbers(60, i -> i % 2 == 0 ? 5 : 9), 0.9);
        assertThat(values[0]).isCloseTo(5, within(0.1));
        assertThat(values[1]).isCloseTo(9, within(0.1));
    }

    private static double[] fitted(double[] x, double[] y, double span) {
        Loess curve = Loess.fit(x, y, span);
        return Arrays.stream(x).map(curve::at).toArray();
    }

    private static double[] numbers(int count, IntToDoubleFunction formula) {
        return IntStream.range(0, count).mapToDouble(formula).toArray();
    }
}
