package io.cellwright.metric;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;

import static io.cellwright.metric.GoldenPoints.TOLERANCE;
import static io.cellwright.metric.GoldenPoints.ints;
import static io.cellwright.metric.GoldenPoints.number;
import static io.cellwright.metric.GoldenPoints.numbers;
import static io.cellwright.metric.GoldenPoints.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ConfusionMatrixTest {
    @Test
    void everyScoreOfTheGoldenPointsIsScikitLearns() {
        JsonObject golden = GoldenPoints.golden("classification");
        ConfusionMatrix matrix = ConfusionMatrix.of(GoldenPoints.labels(), GoldenPoints.probabilities().argMax(), 4);
        assertScores(matrix, golden);
        assertTable(matrix, golden);
        assertThat(matrix.cells()).isEqualTo(60);
    }

    @Test
    void classesThatNeverOccurOnOneSideCountWithScoreZero() {
        JsonObject golden = GoldenPoints.golden("absent_classes");
        ConfusionMatrix matrix = ConfusionMatrix.of(ints(golden.get("y_true")), ints(golden.get("y_pred")), 4);
        assertScores(matrix, golden);
        assertTable(matrix, golden);
    }

    @Test
    void classesThatNeverOccurAtAllDoNotCount() {
        JsonObject golden = GoldenPoints.golden("absent_classes");
        ConfusionMatrix matrix = ConfusionMatrix.of(ints(golden.get("y_true")), ints(golden.get("y_pred")), 9);
        assertScores(matrix, golden);
        assertThat(matrix.perClass()).hasSize(4);
    }

    @Test
    void predictingOneClassOnlyEarnsNothingBeyondChance() {
        JsonObject golden = GoldenPoints.golden("all_one_class_predicted");
        ConfusionMatrix matrix = ConfusionMatrix.of(ints(golden.get("y_true")), ints(golden.get("y_pred")), 4);
        assertClose(matrix.accuracy(), golden, "accuracy");
        assertClose(matrix.balancedAccuracy(), golden, "balanced_accuracy");
        assertClose(matrix.macroF1(), golden, "f1_macro");
        assertClose(matrix.kappa(), golden, "cohen_kappa");
        assertClose(matrix.mcc(), golden, "mcc");
    }

    @Test
    void labelsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> ConfusionMatrix.of(new int[] {0, 1}, new int[] {0, 2}, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("predicted must hold labels from 0 to 1 but cell 1 has 2");
        assertThatThrownBy(() -> ConfusionMatrix.of(new int[] {-1}, new int[] {0}, 2))
                .hasMessage("truth must hold labels from 0 to 1 but cell 0 has -1");
        assertThatThrownBy(() -> ConfusionMatrix.of(new int[1], new int[2], 2))
                .hasMessage("truth and predicted must be of one length but have 1 and 2");
        assertThatThrownBy(() -> ConfusionMatrix.of(new int[0], new int[0], 2))
                .hasMessage("cells must be 1 or more but were 0");
    }

    private static void assertScores(ConfusionMatrix matrix, JsonObject golden) {
        assertClose(matrix.accuracy(), golden, "accuracy");
        assertClose(matrix.balancedAccuracy(), golden, "balanced_accuracy");
        assertClose(matrix.averaged(Average.MICRO).f1(), golden, "f1_micro");
        assertClose(matrix.averaged(Average.MICRO).precision(), golden, "f1_micro");
        assertClose(matrix.averaged(Average.MICRO).recall(), golden, "f1_micro");
        assertClose(matrix.averaged(Average.MACRO).f1(), golden, "f1_macro");
        assertClose(matrix.averaged(Average.MACRO).precision(), golden, "precision_macro");
        assertClose(matrix.averaged(Average.MACRO).recall(), golden, "recall_macro");
        assertClose(matrix.averaged(Average.WEIGHTED).f1(), golden, "f1_weighted");
        assertClose(matrix.averaged(Average.WEIGHTED).precision(), golden, "precision_weighted");
        assertClose(matrix.averaged(Average.WEIGHTED).recall(), golden, "recall_weighted");
        assertClose(matrix.macroF1(), golden, "f1_macro");
        assertClose(matrix.kappa(), golden, "cohen_kappa");
        assertClose(matrix.mcc(), golden, "mcc");
    }

    private static void assertTable(ConfusionMatrix matrix, JsonObject golden) {
        double[][] count_cc = rows(golden.get("confusion_matrix"));
        assertThat(matrix.perClass()).hasSize(4);
        for (ClassScore score : matrix.perClass()) {
            int c = score.label();
            assertThat(score.precision()).isCloseTo(numbers(golden.get("precision_per_class"))[c], within(TOLERANCE));
            assertThat(score.recall()).isCloseTo(numbers(golden.get("recall_per_class"))[c], within(TOLERANCE));
            assertThat(score.f1()).isCloseTo(numbers(golden.get("f1_per_class"))[c], within(TOLERANCE));
            for (int p = 0; p < 4; p++) {
                assertThat((double) matrix.count_cc()[c][p]).isEqualTo(count_cc[c][p]);
            }
        }
    }

    private static void assertClose(double value, JsonObject golden, String name) {
        assertThat(value).as(name).isCloseTo(number(golden, name), within(TOLERANCE));
    }
}
