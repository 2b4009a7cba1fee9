package io.cellwright.data.preprocess;

import io.cellwright.data.CsrMatrix;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class NormalizationTest {
    private final CsrMatrix counts = Cells.of(new double[][] {{3, 0, 1}, {0, 0, 0}, {0, 5, 0}});

    @Test
    void everyCellSumsToTheTargetAndStaysSparse() {
        CsrMatrix normalized = Normalization.normalizeTotal(counts, 100);
        assertThat(normalized.denseRow(0)).containsExactly(75, 0, 25);
        assertThat(normalized.denseRow(1)).containsExactly(0, 0, 0);
        assertThat(normalized.denseRow(2)).containsExactly(0, 100, 0);
        assertThat(normalized.entries()).isEqualTo(3);
        assertThat(counts.denseRow(0)).containsExactly(3, 0, 1);
    }

    @Test
    void logarithmIsOfOnePlusTheValue() {
        CsrMatrix logged = Normalization.log1p(counts);
        assertThat(logged.denseRow(0)).containsExactly(new float[] {(float) Math.log(4), 0, (float) Math.log(2)},
                within(1e-7f));
        assertThat(logged.entries()).isEqualTo(3);
    }

    @Test
    void targetMustBeAboveZero() {
        assertThatThrownBy(() -> Normalization.normalizeTotal(counts, 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("target must be finite and above 0 but was 0.0");
    }
}
