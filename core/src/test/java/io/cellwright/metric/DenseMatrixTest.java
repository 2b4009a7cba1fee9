package io.cellwright.metric;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DenseMatrixTest {
    @Test
    void holdsRowsOneAfterAnother() {
        DenseMatrix matrix = DenseMatrix.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        assertThat(matrix.at(1, 0)).isEqualTo(4);
        assertThat(matrix.row(1)).containsExactly(4, 5, 6);
        assertThat(matrix.selectRows(new int[] {1, 1, 0}).values()).containsExactly(4, 5, 6, 4, 5, 6, 1, 2, 3);
        assertThat(DenseMatrix.of(new double[][] {{1, 2, 3}, {4, 5, 6}}).values()).containsExactly(matrix.values());
    }

    @Test
    void theFirstOfSeveralLargestIsTaken() {
        assertThat(DenseMatrix.of(new double[][] {{1, 3, 3}, {2, 2, 2}, {0, 1, 2}}).argMax()).containsExactly(1, 0, 2);
    }

    @Test
    void sizesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new DenseMatrix(new double[5], 2, 3)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("values must be rows x columns numbers but 5 were given for 2 x 3");
        assertThatThrownBy(() -> DenseMatrix.of(new double[][] {{1, 2}, {3}}))
                .hasMessage("row 1 must have 2 columns as row 0 but has 1");
        assertThatThrownBy(() -> DenseMatrix.of(new double[0][])).hasMessage("rows must be 1 or more but were 0");
    }
}
