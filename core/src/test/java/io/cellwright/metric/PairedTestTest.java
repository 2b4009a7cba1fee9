package io.cellwright.metric;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class PairedTestTest {
    /// Two-sided quantiles of Student's t as printed tables have them.
    @ParameterizedTest
    @CsvSource({"12.706, 1, 0.05", "4.303, 2, 0.05", "3.182, 3, 0.05", "2.776, 4, 0.05", "2.571, 5, 0.05",
        "2.262, 9, 0.05", "2.145, 14, 0.05", "2.045, 29, 0.05", "63.657, 1, 0.01", "4.604, 4, 0.01", "3.250, 9, 0.01",
        "1.638, 3, 0.2"})
    void theChanceOfAStatisticIsThatOfTables(double t, int degrees, double chance) {
        assertThat(PairedTest.outside(t, degrees)).isCloseTo(chance, within(0.005 * chance));
        assertThat(PairedTest.outside(-t, degrees)).isEqualTo(PairedTest.outside(t, degrees));
    }

    /// By hand: mean 3, variance 2.5, so t = 3 / sqrt(2.5 / 5) = 4.2426 with 4 degrees; its chance is .01324.
    @Test
    void withoutCorrectionItIsThePlainPairedTTest() {
        PairedTest test = PairedTest.of(new double[] {1, 2, 3, 4, 5}, 0);
        assertThat(test.meanDifference()).isEqualTo(3);
        assertThat(test.t()).isCloseTo(4.242640687, within(1e-8));
        assertThat(test.correctedT()).isCloseTo(0.0132356, within(1e-6));
    }

    /// Five folds: a judging cell for each four that train, so t = 3 / sqrt((1/5 + 1/4) 2.5) = 2.8284 and .0474.
    @Test
    void theCorrectionCountsThatSplitsShareTheirTrainingCells() {
        PairedTest test = PairedTest.of(new double[] {1, 2, 3, 4, 5}, 0.25);
        assertThat(test.t()).isCloseTo(2.828427125, within(1e-8));
        assertThat(test.correctedT()).isCloseTo(0.0474207, within(1e-6));
    }

    /// Of the 8 sums of 1, 2, 4 with signs, -7 … 7 in steps of 2, these are as far from 0.
    @ParameterizedTest
    @CsvSource({"1, 2, 4, 0.25", "-1, 2, 4, 0.5", "1, -2, 4, 0.75", "1, 2, -4, 1.0"})
    void signFlipsAreCounted(double a, double b, double c, double chance) {
        assertThat(PairedTest.of(new double[] {a, b, c}, 0).signFlip()).isEqualTo(chance);
    }

    @Test
    void sumsThatDifferByRoundingAloneAreTheSame() {
        assertThat(PairedTest.of(new double[] {0.1, 0.2, 0.3}, 0).signFlip()).isEqualTo(0.25);
        assertThat(PairedTest.of(new double[] {0.1, 0.2, -0.3}, 0).signFlip()).isEqualTo(1);
    }

    @Test
    void fewPairsCannotShowMuch() {
        assertThat(PairedTest.leastSignFlip(3)).isEqualTo(0.25);
        assertThat(PairedTest.of(new double[] {9, 8, 9}, 0.25).signFlip()).isEqualTo(PairedTest.leastSignFlip(3));
    }

    @Test
    void manyPairsAreDrawnAndSayAboutWhatTheyWouldSayInFull() {
        long seed = 3;
        Random random = new Random(seed);
        double[] all = random.doubles(24, -1, 1.6).toArray();
        PairedTest many = PairedTest.of(all, 0);
        // With 24 pairs the plain t-test and sign flips come close to each other.
        assertThat(many.signFlip()).as("seed %d", seed).isCloseTo(many.correctedT(), within(0.03));
        assertThat(PairedTest.of(all, 0)).isEqualTo(many);
    }

    @Test
    void onePairSaysNothingOfHowResultsVary() {
        PairedTest test = PairedTest.of(new double[] {0.3}, 0.2);
        assertThat(test.correctedT()).isNaN();
        assertThat(test.signFlip()).isEqualTo(1);
    }

    @Test
    void equalModelsDoNotDiffer() {
        PairedTest test = PairedTest.of(new double[] {0, 0, 0}, 0.2);
        assertThat(test.correctedT()).isEqualTo(1);
        assertThat(test.signFlip()).isEqualTo(1);
    }

    @Test
    void theSignOfAllDifferencesDoesNotMatter() {
        double[] some = {0.4, -0.1, 0.2, 0.3};
        PairedTest one = PairedTest.of(some, 0.1);
        PairedTest other = PairedTest.of(Arrays.stream(some).map(d -> -d).toArray(), 0.1);
        assertThat(other.correctedT()).isEqualTo(one.correctedT());
        assertThat(other.signFlip()).isEqualTo(one.signFlip());
    }

    @Test
    void whatIsNoDifferenceIsRefused() {
        assertThatThrownBy(() -> PairedTest.of(new double[0], 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one or more finite numbers");
        assertThatThrownBy(() -> PairedTest.of(new double[] {1, Double.NaN}, 0)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> PairedTest.of(new double[] {1}, -1)).hasMessageContaining("judgingOverTraining");
    }
}
