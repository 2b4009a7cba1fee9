package io.cellwright.graph;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class CurveTest {
    /// The expected numbers are those of umap-learn 0.5.12, fitted by scipy.
    @ParameterizedTest
    @CsvSource({
        "0.5, 1, 0.58303002, 1.33416699",
        "0.1, 1, 1.57694346, 0.89506088",
        "0.001, 1, 1.92907340, 0.79150453",
        "1, 2, 0.09171551, 1.33416656",
    })
    void theCurveIsTheOneThatScipyFits(double minDist, double spread, double a, double b) {
        Curve curve = Curve.fit(minDist, spread);
        assertThat(curve.a()).isCloseTo(a, within(2e-6));
        assertThat(curve.b()).isCloseTo(b, within(2e-6));
    }

    @Test
    void forcesAreTheSlopesOfTheLogarithmOfTheChance() {
        Curve curve = new Curve(0.6, 1.3);
        for (double distance = 0.05; distance < 20; distance *= 1.7) {
            double step = 1e-5 * distance;
            double slope = (logChance(curve, distance + step) - logChance(curve, distance - step)) / (2 * step);
            double slopeOfRest = (logRest(curve, distance + step) - logRest(curve, distance - step)) / (2 * step);
            double squared = distance * distance;
            assertThat(curve.pull(squared) * distance).isCloseTo(slope, within(1e-6 * Math.abs(slope)));
            // umap-learn keeps the push finite at 0 by adding 0.001 to the squared distance.
            assertThat(curve.push(squared) * distance * (squared + 0.001) / squared)
                    .isCloseTo(slopeOfRest, within(1e-6 * slopeOfRest));
        }
    }

    private static double logChance(Curve curve, double x) {
        return -Math.log1p(curve.a() * Math.pow(x, 2 * curve.b()));
    }

    private static double logRest(Curve curve, double x) {
        return Math.log(curve.a()) + 2 * curve.b() * Math.log(x) + logChance(curve, x);
    }

    @Test
    void theTableOfAForceIsWithinATenThousandthOfIt() {
        Curve curve = Curve.fit(0.1, 1);
        ForceTable pull = new ForceTable(curve::pull);
        ForceTable push = new ForceTable(curve::push);
        for (double squared = 1e-8; squared < 1e8; squared *= 1.001) {
            assertThat(pull.at(squared) / curve.pull(squared)).isCloseTo(1, within(1e-4));
            assertThat(push.at(squared) / curve.push(squared)).isCloseTo(1, within(1e-4));
        }
        assertThat(push.at(0)).isEqualTo(curve.push(Math.scalb(1.0, -30)));
        assertThat(push.at(1e300)).isEqualTo(curve.push(Math.scalb(1.0, 30)));
    }
}
