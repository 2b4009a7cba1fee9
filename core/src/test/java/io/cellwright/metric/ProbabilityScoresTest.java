package io.cellwright.metric;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;

import static io.cellwright.metric.GoldenPoints.TOLERANCE;
import static io.cellwright.metric.GoldenPoints.ints;
import static io.cellwright.metric.GoldenPoints.number;
import static io.cellwright.metric.GoldenPoints.numbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ProbabilityScoresTest {
    private final JsonObject golden = GoldenPoints.golden("classification");
    private final DenseMatrix p_nc = GoldenPoints.probabilities();
    private final int[] truth = GoldenPoints.labels();

    @Test
    void aurocOfTheGoldenPointsIsScikitLearns() {
        assertThat(ProbabilityScores.aurocPerClass(p_nc, truth))
                .containsExactly(numbers(golden.get("auroc_per_class")), within(TOLERANCE));
        assertClose(ProbabilityScores.auroc(p_nc, truth, Average.MACRO), "auroc_ovr_macro");
        assertClose(ProbabilityScores.auroc(p_nc, truth, Average.WEIGHTED), "auroc_ovr_weighted");
        assertClose(ProbabilityScores.auroc(p_nc, truth, Average.MICRO), "auroc_ovr_micro");
    }

    @Test
    void tiedScoresCountHalf() {
        JsonObject tied = GoldenPoints.golden("auroc_tied_scores");
        int[] positive = ints(tied.get("y_true"));
        boolean[] flags = new boolean[positive.length];
        for (int i = 0; i < flags.length; i++) {
            flags[i] = positive[i] == 1;
        }
        assertThat(ProbabilityScores.auroc(numbers(tied.get("score")), flags))
                .isCloseTo(number(tied, "auroc"), within(TOLERANCE));
        assertThat(ProbabilityScores.auroc(new double[] {0.0, -0.0}, new boolean[] {true, false})).isEqualTo(0.5);
    }

    @Test
    void classesWithoutCellsAreLeftOutOfTheMean() {
        DenseMatrix p = DenseMatrix.of(new double[][] {{0.7, 0.3, 0}, {0.2, 0.7, 0.1}, {0.6, 0.2, 0.2}});
        int[] labels = {0, 1, 1};
        assertThat(ProbabilityScores.aurocPerClass(p, labels)).containsExactly(1, 0.5, Double.NaN);
        assertThat(ProbabilityScores.auroc(p, labels, Average.MACRO)).isEqualTo(0.75);
        assertThat(ProbabilityScores.auroc(p, new int[3], Average.MACRO)).isNaN();
    }

    @Test
    void pairsOfClassesAreToldApartAsAFractionOfPairsOfCells() {
        double sum = 0;
        for (int a = 0; a < 4; a++) {
            for (int b = 0; b < 4; b++) {
                double wins = 0;
                double pairs = 0;
                for (int i = 0; i < truth.length; i++) {
                    for (int j = 0; j < truth.length; j++) {
                        if (truth[i] == a && truth[j] == b && a != b) {
                            wins += 0.5 + 0.5 * Math.signum(p_nc.at(i, a) - p_nc.at(j, a));
                            pairs++;
                        }
                    }
                }
                sum += a == b ? 0 : wins / pairs / 12;
            }
        }
        assertThat(ProbabilityScores.aurocOneVersusOne(p_nc, truth)).isCloseTo(sum, within(TOLERANCE));
        assertThat(ProbabilityScores.aurocOneVersusOne(p_nc, new int[truth.length])).isNaN();
    }

    @Test
    void averagePrecisionIsTheAreaUnderTheStaircase() {
        double[] score = {0.9, 0.8, 0.8, 0.3, 0.1};
        boolean[] positive = {true, true, false, false, true};
        assertThat(ProbabilityScores.averagePrecision(score, positive))
                .isCloseTo((1 + 2 / 3.0 + 3 / 5.0) / 3, within(TOLERANCE));
        assertThat(ProbabilityScores.averagePrecision(score, new boolean[5])).isNaN();
        DenseMatrix p = DenseMatrix.of(new double[][] {{0.7, 0.3, 0}, {0.2, 0.7, 0.1}});
        assertThat(ProbabilityScores.averagePrecisionPerClass(p, new int[] {0, 1})).containsExactly(1, 1, Double.NaN);
        assertThat(ProbabilityScores.averagePrecision(p, new int[] {0, 1})).isEqualTo(1);
    }

    @Test
    void logLossAndBrierOfTheGoldenPointsAreScikitLearns() {
        assertClose(ProbabilityScores.logLoss(p_nc, truth), "log_loss");
        assertClose(ProbabilityScores.brier(p_nc, truth), "brier_multiclass");
    }

    @Test
    void certainAndWrongIsFiniteLoss() {
        DenseMatrix certain = DenseMatrix.of(new double[][] {{1, 0}});
        assertThat(ProbabilityScores.logLoss(certain, new int[] {1})).isCloseTo(52 * Math.log(2), within(TOLERANCE));
        assertThat(ProbabilityScores.brier(certain, new int[] {1})).isEqualTo(2);
    }

    @Test
    void whatIsNoProbabilityIsNamed() {
        DenseMatrix broken = DenseMatrix.of(new double[][] {{1, 0}, {0.5, Double.NaN}});
        assertThatThrownBy(() -> ProbabilityScores.brier(broken, new int[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("probabilities must be from 0 to 1 but cell 1 has NaN for class 1");
        assertThatThrownBy(() -> ProbabilityScores.auroc(new double[] {Double.NaN, 1}, new boolean[] {true, false}))
                .hasMessage("scores must be numbers but cell 0 has NaN");
    }

    private void assertClose(double value, String name) {
        assertThat(value).as(name).isCloseTo(number(golden, name), within(TOLERANCE));
    }
}
