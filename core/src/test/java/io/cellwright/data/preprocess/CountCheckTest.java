package io.cellwright.data.preprocess;

import java.nio.file.Path;
import java.util.Arrays;

import io.cellwright.RealData;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CountCheckTest {
    private static final double[][] COUNTS = {{3, 0, 120, 1}, {0, 0, 40, 7}, {1, 2, 9, 0}};

    @Test
    void wholeNumbersAreCounts() {
        CountCheck check = CountCheck.of(Cells.of(COUNTS));
        assertThat(check.kind()).isEqualTo(ValueKind.COUNTS);
        assertThat(check.entries()).isEqualTo(8);
        assertThat(check.largest()).isEqualTo(120);
        assertThat(check.firstOdd()).isEmpty();
        assertThat(check.warnings()).isEmpty();
        assertThatCode(() -> check.requireCounts(null, "X")).doesNotThrowAnyException();
    }

    @Test
    void aFewFractionsAreAWarning() {
        CountCheck check = CountCheck.of(Cells.of(changed(1, 2, 40.5)));
        assertThat(check.kind()).isEqualTo(ValueKind.FRACTIONAL);
        assertThat(check.problem()).isEmpty();
        assertThat(check.warnings()).containsExactly("1 of 8 values are not whole numbers, as after ambient removal"
                + " (the first 40.5 at cell 1, gene 2 (counted from 0)); they are used as they are. If raw counts are in the"
                + " file, name them with --layer");
    }

    @Test
    void normalizedValuesAreRefusedWithTheWayToCounts() {
        CountCheck check = CountCheck.of(Normalization.normalizeTotal(Cells.of(COUNTS), 1000));
        assertThat(check.kind()).isEqualTo(ValueKind.NORMALIZED);
        assertThatThrownBy(() -> check.requireCounts(Path.of("a.h5ad"), "X")).isInstanceOf(DataException.class)
                .hasMessage("a.h5ad, X: values are normalized: all cells have the same total, and 7 of 8 values are not"
                        + " whole numbers, the first 24.193548 at cell 0, gene 0 (counted from 0). Count models need"
                        + " raw counts: name the matrix that holds them, usually --layer counts, or --layer raw for"
                        + " raw/X");
    }

    @Test
    void logarithmsAreSeenByTheirTotalsOrTheirSize() {
        CsrMatrix logged = Normalization.log1p(Normalization.normalizeTotal(Cells.of(COUNTS), 1e4));
        assertThat(CountCheck.of(logged).kind()).isEqualTo(ValueKind.LOG_TRANSFORMED);
        CsrMatrix subset = logged.selectColumns(new int[] {0, 2});
        assertThat(CountCheck.of(subset).kind()).isEqualTo(ValueKind.LOG_TRANSFORMED);
        assertThatThrownBy(() -> CountCheck.of(subset).requireCounts(null, "X")).isInstanceOf(DataException.class)
                .hasMessageStartingWith("X: values look log-transformed: the largest is 9.")
                .hasMessageContaining("--layer counts");
    }

    @Test
    void negativeFractionsLookScaled() {
        CountCheck check = CountCheck.of(Cells.of(new double[][] {{-0.5, 1.25}, {0.5, -1.25}}));
        assertThat(check.kind()).isEqualTo(ValueKind.SCALED);
        assertThat(check.problem()).contains(
                "values look scaled: 2 of 4 values are negative, the first -0.5 at cell 0, gene 0 (counted from 0)");
    }

    @Test
    void aSingleBadValueAnywhereIsFound() {
        assertThat(CountCheck.of(Cells.of(changed(2, 2, -9))).problem())
                .contains("1 of 8 values are negative, the first -9.0 at cell 2, gene 2 (counted from 0)");
        assertThat(CountCheck.of(Cells.of(changed(2, 3, Double.NaN))).problem())
                .contains("1 of 9 values are NaN or infinite, the first NaN at cell 2, gene 3 (counted from 0)");
        CountCheck infinite = CountCheck.of(Cells.of(changed(0, 0, Double.POSITIVE_INFINITY)));
        assertThat(infinite.kind()).isEqualTo(ValueKind.BROKEN);
        assertThat(infinite.largest()).isEqualTo(120);
    }

    @Test
    void cellsAndGenesWithoutCountsAreCounted() {
        CountCheck check = CountCheck.of(Cells.of(new double[][] {{0, 0, 0}, {5, 0, 0}, {0, 0, 0}, {2, 1, 0}}));
        assertThat(check.emptyCells()).isEqualTo(2);
        assertThat(check.emptyGenes()).isEqualTo(1);
        assertThat(check.warnings()).containsExactly(
                "2 of 4 cells have no count at all; nothing can be learnt of them",
                "1 of 3 genes have no count at all");
    }

    @Test
    void noValueAtAllIsRefused() {
        assertThat(CountCheck.of(Cells.of(new double[3][2])).problem())
                .contains("there is no value besides zeros in 3 cells x 2 genes");
    }

    @Test
    void countsBeyondFloat32AreAWarning() {
        assertThat(CountCheck.of(Cells.of(changed(0, 0, 1 << 25))).warnings()).containsExactly(
                "the largest count is 33,554,432; float32 holds whole numbers exactly only up to 16,777,216");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pbmc68k_reduced_counts.h5ad", "pbmc4k_top2000.h5ad", "mouse_bladder.h5ad",
        "scmix_3cl.h5ad"})
    void realCountsAreCountsAndTheirLogarithmsAreNot(String file) {
        CsrMatrix counts = RealData.cells(file).counts();
        assertThat(CountCheck.of(counts).kind()).isEqualTo(ValueKind.COUNTS);
        CsrMatrix normalized = Normalization.normalizeTotal(counts, Normalization.CP10K);
        assertThat(CountCheck.of(normalized).kind()).isEqualTo(ValueKind.NORMALIZED);
        assertThat(CountCheck.of(Normalization.log1p(normalized)).kind()).isEqualTo(ValueKind.LOG_TRANSFORMED);
    }

    private static double[][] changed(int cell, int gene, double value) {
        double[][] counts = Arrays.stream(COUNTS).map(double[]::clone).toArray(double[][]::new);
        counts[cell][gene] = value;
        return counts;
    }
}
