package io.cellwright.kernel;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

/// Expected numbers come from mpmath with 30 digits.
class StandardNormalTest {
    @ParameterizedTest
    @CsvSource({"-30, 4.906713927148187e-198", "-8, 6.220960574271784e-16", "-5.75, 4.462172453901612e-09",
            "-2, 0.02275013194817921", "-0.5, 0.3085375387259869", "0.25, 0.5987063256829237",
            "2, 0.9772498680518208", "8, 0.9999999999999993"})
    void cumulativeIsExactInTheTailsToo(double x, double expected) {
        assertThat(StandardNormal.cumulative(x)).isCloseTo(expected, offset(2e-16 * (5 + x * x) * expected));
    }

    @ParameterizedTest
    @CsvSource({"1e-9, -5.9978070150076865", "1e-7, -5.1993375821928165", "0.01, -2.326347874040841",
            "0.0749, -1.4402382675279637", "0.3, -0.5244005127080408", "0.5, 0.0",
            "0.77, 0.7388468491852137", "0.9251, 1.440238267527964"})
    void quantileIsExact(double u, double expected) {
        assertThat(StandardNormal.quantile(u)).isCloseTo(expected, offset(4e-15 * Math.abs(expected)));
    }
}
