package io.cellwright.task.baseline;

import java.util.Arrays;
import java.util.stream.IntStream;

import io.cellwright.data.CsrMatrix;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.tensor.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/// Cells by formula: value (i, j) is `max(0, (7 i j + i i + 3 j) mod 5 - 1) / 2`, label `(i i + i / 3) mod classes`.
/// The expected probabilities were computed once by scikit-learn 1.9.1 with its newton-cholesky solver.
class LogisticRegressionTest {
    private static final int CELLS = 40;
    private static final int GENES = 6;

    @ParameterizedTest
    @CsvSource({
        "3, 1.0, 0, 0.3446398208, 0.3751152081, 0.2802449711",
        "3, 1.0, 1, 0.3705128977, 0.3746257988, 0.2548613035",
        "3, 1.0, 3, 0.2824374419, 0.3750436798, 0.3425188784",
        "3, 0.1, 0, 0.3276963627, 0.3750546067, 0.2972490306",
        "3, 0.1, 2, 0.3247325626, 0.3750478966, 0.3002195408",
        "2, 1.0, 0, 0.7250561457, 0.2749438543, 0",
        "2, 1.0, 3, 0.7267288304, 0.2732711696, 0",
        "2, 0.1, 1, 0.6619111925, 0.3380888075, 0",
    })
    void theMinimumIsScikitLearns(int classes, double c, int cell, double p0, double p1, double p2) {
        LogisticRegression regression = LogisticRegression.fit(cells(), labels(classes), 3, c, 1e-11, Device.reference());
        assertThat(regression.converged()).isTrue();
        assertThat(regression.probabilities(cells()).row(cell)).containsExactly(new double[] {p0, p1, p2},
                within(1e-6));
    }

    /// Each cell 128 times, with a 128th of the penalty for each. Every eighth of the 5,120, with which the search
    /// begins, are the same five cells; their labels are 0 and 2 only.
    @Test
    void theMinimumOfManyCellsDoesNotDependOnTheStart() {
        int times = 128;
        int[] rows = IntStream.range(0, CELLS * times).map(i -> i % CELLS).toArray();
        int[] label = IntStream.of(rows).map(i -> labels(3)[i]).toArray();
        assertThat(IntStream.range(0, 5).map(i -> label[8 * i])).doesNotContain(1);
        LogisticRegression regression = LogisticRegression.fit(cells().selectRows(rows), label, 3, 1.0 / times, 1e-11,
                Device.reference());
        assertThat(regression.converged()).isTrue();
        assertThat(regression.probabilities(cells()).row(0)).containsExactly(
                new double[] {0.3446398208, 0.3751152081, 0.2802449711}, within(1e-6));
    }

    @Test
    void theUsualToleranceIsNearTheMinimum() {
        DenseMatrix usual = LogisticRegression.fit(cells(), labels(3), 3).probabilities(cells());
        DenseMatrix best = LogisticRegression.fit(cells(), labels(3), 3, 1, 1e-11, Device.reference()).probabilities(cells());
        assertThat(usual.values()).containsExactly(best.values(), within(1e-3));
    }

    @Test
    void classesWithoutCellsGetNoProbability() {
        int[] shifted = Arrays.stream(labels(2)).map(label -> 2 * label + 1).toArray();
        DenseMatrix p_nc = LogisticRegression.fit(cells(), shifted, 5, 1, 1e-11, Device.reference()).probabilities(cells());
        assertThat(p_nc.row(0)).containsExactly(new double[] {0, 0.7250561457, 0, 0.2749438543, 0}, within(1e-6));
    }

    @Test
    void aSingleClassIsCertain() {
        LogisticRegression regression = LogisticRegression.fit(cells(), new int[CELLS], 1);
        assertThat(regression.probabilities(cells()).values()).containsOnly(1);
        assertThat(regression.iterations()).isZero();
    }

    @Test
    void separableCellsAreAllRight() {
        CsrMatrix identity = new CsrMatrix(4, 4, new long[] {0, 1, 2, 3, 4}, new int[] {0, 1, 2, 3},
                new float[] {1, 1, 1, 1});
        int[] label = {2, 0, 1, 3};
        assertThat(LogisticRegression.fit(identity, label, 4).predict(identity)).containsExactly(label);
    }

    @Test
    void badInputIsNamed() {
        assertThatThrownBy(() -> LogisticRegression.fit(cells(), new int[3], 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("labels must be one a cell, 40, but were 3");
        assertThatThrownBy(() -> LogisticRegression.fit(cells(), new int[CELLS], 2, 0))
                .hasMessage("c must be finite and above 0 but was 0.0");
        CsrMatrix broken = new CsrMatrix(1, 2, new long[] {0, 1}, new int[] {1}, new float[] {Float.NaN});
        assertThatThrownBy(() -> LogisticRegression.fit(broken, new int[1], 2))
                .hasMessage("values must be finite but cell 0 has NaN at gene 1");
        LogisticRegression regression = LogisticRegression.fit(cells(), labels(3), 3);
        assertThatThrownBy(() -> regression.predict(broken)).hasMessage("genes must be the 6 learnt from but were 2");
    }

    private static int[] labels(int classes) {
        return IntStream.range(0, CELLS).map(i -> (i * i + i / 3) % classes).toArray();
    }

    private static CsrMatrix cells() {
        long[] start = new long[CELLS + 1];
        int[] column = new int[CELLS * GENES];
        float[] value = new float[CELLS * GENES];
        int at = 0;
        for (int i = 0; i < CELLS; i++) {
            for (int j = 0; j < GENES; j++) {
                int v = (7 * i * j + i * i + 3 * j) % 5 - 1;
                if (v > 0) {
                    column[at] = j;
                    value[at++] = v / 2f;
                }
            }
            start[i + 1] = at;
        }
        return new CsrMatrix(CELLS, GENES, start, column, value);
    }
}
