package io.cellwright.metric;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;

import static io.cellwright.metric.GoldenPoints.TOLERANCE;
import static io.cellwright.metric.GoldenPoints.ints;
import static io.cellwright.metric.GoldenPoints.number;
import static io.cellwright.metric.GoldenPoints.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class CalibrationTest {
    @Test
    void errorOfTheGoldenPointsIsTorchmetrics() {
        double error = Calibration.of(GoldenPoints.probabilities(), GoldenPoints.labels()).expectedError();
        assertThat(error).isCloseTo(number(GoldenPoints.file(), "calibration_error"), within(TOLERANCE));
        assertThat(error).isCloseTo(number(GoldenPoints.file(), "calibration_error_float32"), within(1e-6));
    }

    @Test
    void confidenceOfExactlyOneHasABinOfItsOwn() {
        JsonObject golden = GoldenPoints.golden("calibration_confidence_exactly_one");
        DenseMatrix p_nc = GoldenPoints.softmax(rows(golden.get("logits")));
        Calibration calibration = Calibration.of(p_nc, ints(golden.get("y_true")));
        assertThat(calibration.expectedError()).isCloseTo(number(golden, "calibration_error"), within(1e-6));
        assertThat(calibration.bins()).hasSize(16);
        assertThat(calibration.bins().get(15)).isEqualTo(new ReliabilityBin(1, 1, 2, 1, 0.5));
        assertThat(calibration.bins().get(14).cells()).isEqualTo(2);
        assertThat(calibration.bins().get(3)).isEqualTo(new ReliabilityBin(0.2, 4.0 / 15, 0, Double.NaN, Double.NaN));
    }

    @Test
    void binsAreClosedOnTheLeft() {
        for (int j = 0; j < 15; j++) {
            double edge = j / 15.0;
            double[] confidence = {edge, Math.nextDown((j + 1) / 15.0)};
            Calibration calibration = Calibration.of(confidence, new boolean[] {true, false});
            ReliabilityBin bin = calibration.bins().get(j);
            assertThat(bin.cells()).as("bin from %s", edge).isEqualTo(2);
            assertThat(bin.from()).isEqualTo(edge);
            assertThat(bin.accuracy()).isEqualTo(0.5);
            assertThat(bin.meanConfidence()).isCloseTo((confidence[0] + confidence[1]) / 2, within(TOLERANCE));
        }
    }

    @Test
    void confidenceOutOfRangeIsNamed() {
        assertThatThrownBy(() -> Calibration.of(new double[] {0.5, 1.5}, new boolean[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("confidence must be from 0 to 1 but cell 1 has 1.5");
    }
}
