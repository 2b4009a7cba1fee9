package io.cellwright.data.preprocess;

import java.util.Arrays;

import io.cellwright.data.CountRows;
import io.cellwright.data.CsrMatrix;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class CheckedRowsTest {
    private static final int ROWS = 5_000;

    /// Of each third cell two counts; odd values where a test wants them.
    private static CsrMatrix matrix(int oddRow, float odd) {
        long[] start = new long[ROWS + 1];
        int[] column = new int[ROWS];
        float[] value = new float[ROWS];
        int end = 0;
        for (int i = 0; i < ROWS; i++) {
            if (i % 3 == 0) {
                column[end] = i % 7;
                value[end++] = i >= oddRow ? odd : 1 + i % 5;
                column[end] = 8;
                value[end++] = 2;
            }
            start[i + 1] = end;
        }
        return new CsrMatrix(ROWS, 10, start, Arrays.copyOf(column, end), Arrays.copyOf(value, end));
    }

    @Test
    void whatIsReadInAnyOrderIsCheckedAsWhole() {
        for (float odd : new float[] {3, 0.5f, -1, Float.NaN}) {
            CountRows counts = matrix(2_000, odd);
            CheckedRows watched = new CheckedRows(counts);
            for (int from = ROWS - 500; from >= 0; from -= 500) {
                assertThat(watched.block(from, from + 500).rows()).isEqualTo(500);
            }
            assertThat(watched.check()).as("%s", odd).isEqualTo(CountCheck.of(counts));
        }
    }

    @Test
    void whatIsReadAgainCountsOnce() {
        CountRows counts = matrix(ROWS, 0);
        CheckedRows watched = new CheckedRows(counts);
        watched.block(100, 300);
        watched.block(0, 200);
        watched.block(0, ROWS);
        watched.block(40, 50);
        assertThat(watched.check()).isEqualTo(CountCheck.of(counts));
    }

    @Test
    void whatWasNotReadIsNotCalledChecked() {
        CheckedRows watched = new CheckedRows(matrix(ROWS, 0));
        watched.block(0, ROWS - 1);
        assertThatIllegalStateException().isThrownBy(watched::check).withMessageContaining("4999 of 5000");
    }

    @Test
    void aSampleLooksAtBothEndsAndBetween() {
        assertThat(CheckedRows.sample(matrix(ROWS, 0)).problem()).isEmpty();
        assertThat(CheckedRows.sample(matrix(ROWS - 3, -1)).problem()).isPresent();
        assertThat(CheckedRows.sample(matrix(0, -1)).problem()).isPresent();
        CsrMatrix one = new CsrMatrix(1, 2, new long[] {0, 1}, new int[] {0}, new float[] {-1});
        assertThat(CheckedRows.sample(one).problem()).isPresent();
    }
}
