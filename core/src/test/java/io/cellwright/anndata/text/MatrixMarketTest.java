package io.cellwright.anndata.text;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import io.cellwright.anndata.CellFile;
import io.cellwright.anndata.FileFormat;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.anndata.Reading;
import io.cellwright.anndata.Summary;
import io.cellwright.data.CellTable;
import io.cellwright.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MatrixMarketTest {
    private static final String HEAD = "%%MatrixMarket matrix coordinate integer general\n";

    @TempDir
    Path folder;

    private Path file(String text) {
        return Texts.write(folder.resolve("counts.mtx"), text);
    }

    private static CellTable read(Path path, boolean genesInRows) {
        try (CellFile file = CellFile.open(path, new Reading(Optional.empty(), genesInRows))) {
            assertThat(file.format()).isEqualTo(FileFormat.MTX);
            return file.table(new MatrixRef.X());
        }
    }

    private static float[][] rows(CellTable table) {
        return IntStream.range(0, table.cells()).mapToObj(table.counts()::denseRow).toArray(float[][]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"counts.mtx", "counts.mtx.gz", "counts.of.mine"})
    void rowsOfALoneFileAreCellsAndBothAreNumbered(String name) {
        Path path = Texts.write(folder.resolve(name), HEAD + "% a comment\n%\n2 3 3\n1 3 7\n2 1 4\n2 2 16777216\n");
        CellTable table = read(path, false);
        assertThat(rows(table)).isDeepEqualTo(new float[][] {{0, 0, 7}, {4, 16777216, 0}});
        assertThat(table.obs().names()).containsExactly("0", "1");
        assertThat(table.var().names()).containsExactly("0", "1", "2");
        assertThat(rows(read(path, true))).isDeepEqualTo(new float[][] {{0, 4}, {0, 16777216}, {7, 0}});
    }

    @Test
    void entriesMayComeInAnyOrderAndZerosAreDropped() {
        CellTable table = read(file(HEAD + "3 3 6\n3 3 9\n1 2 1\n\n3 1 7\n2 2 0\n1\t1  5 \n2 1 3\r\n"), false);
        assertThat(rows(table)).isDeepEqualTo(new float[][] {{5, 1, 0}, {3, 0, 0}, {7, 0, 9}});
        assertThat(table.counts().entries()).isEqualTo(5);
    }

    @Test
    void realNumbersAreRead() {
        Path path = file("%%matrixmarket Matrix Coordinate Real General\n1 3 3\n1 1 1.0\n1 2 2.5e-1\n1 3 3\n");
        assertThat(rows(read(path, false))).isDeepEqualTo(new float[][] {{1, 0.25f, 3}});
        try (CellFile file = CellFile.open(path)) {
            assertThat(file.summary().matrices()).singleElement().satisfies(matrix -> {
                assertThat(matrix.encoding()).isEqualTo(Summary.Encoding.TEXT);
                assertThat(matrix.dtype()).isEqualTo("float64");
                assertThat(matrix.stored()).isEqualTo(3);
            });
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 4 1 | counts.mtx, line 3: is '1 4 1', where the column should be a whole number from 1 to 3
            0 1 1 | counts.mtx, line 3: is '0 1 1', where the row should be a whole number from 1 to 2
            -1 1 1 | counts.mtx, line 3: is '-1 1 1', where the row should be
            1.5 1 1 | counts.mtx, line 3: is '1.5 1 1', where the row should be
            99999999999999999999 1 1 | where the row should be
            1 1 | counts.mtx, line 3: the value is empty, where a number should be
            1 1 x | counts.mtx, line 3: the value is 'x', where a number should be
            1 1 nan | the value is 'nan'
            1 1 0x10 | the value is '0x10'
            1 1 -3 | counts.mtx, line 3: the value is -3, which is negative
            1 1 16777217 | the value is 16777217, a whole number that float32 cannot hold exactly
            1 1 1e60 | the value is 1e60, which is beyond float32
            1 1 1 1 | counts.mtx, line 3: is '1 1 1 1', with more than three numbers
            """)
    void lineThatIsNoEntryIsTold(String line, String told) {
        Path path = file(HEAD + "2 3 1\n" + line + "\n");
        assertThatThrownBy(() -> read(path, false)).isInstanceOf(DataException.class).hasMessageContaining(told);
    }

    @Test
    void numberOfEntriesMustBeWhatTheFileSays() {
        Path fewer = file(HEAD + "2 2 2\n1 1 5\n% remark\n");
        assertThatThrownBy(() -> read(fewer, false)).isInstanceOf(DataException.class);
        Path cut = file(HEAD + "2 2 2\n1 1 100000\n");
        assertThatThrownBy(() -> read(cut, false)).isInstanceOf(DataException.class)
                .hasMessageContaining("counts.mtx: ends after 1 of its 2 entries");
        Path more = file(HEAD + "2 2 1\n1 1 5\n2 2 1\n");
        assertThatThrownBy(() -> read(more, false)).isInstanceOf(DataException.class)
                .hasMessageContaining("counts.mtx, line 4: is one more than the 1 entries");
    }

    @Test
    void placeThatComesTwiceIsToldByRowAndColumnOfTheFile() {
        Path path = file(HEAD + "2 3 3\n2 3 5\n1 1 1\n2 3 5\n");
        for (boolean genesInRows : List.of(false, true)) {
            assertThatThrownBy(() -> read(path, genesInRows)).isInstanceOf(DataException.class)
                    .hasMessageContaining("counts.mtx: has more than one entry at row 2, column 3");
        }
    }

    /// Nothing is allocated for what the head promises and the file cannot hold.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2 3 2000000000 | counts.mtx, line 2: declares 2000000000 entries, which this file is too short for
            2000000000 3 1 | counts.mtx: declares 2000000000 rows and 3 columns for 1 entries
            3 2000000000 1 | counts.mtx: declares 3 rows and 2000000000 columns for 1 entries
            2 3 3000000000 | counts.mtx, line 2: is '2 3 3000000000', where the number of entries should be
            2 3 | counts.mtx, line 2: is '2 3', where the number of entries should be
            2 3 1 1 | counts.mtx, line 2: is '2 3 1 1', with more than three numbers
            """)
    void sizesOfTheHeadAreChecked(String sizes, String told) {
        Path path = file(HEAD + sizes + "\n1 1 1\n");
        assertThatThrownBy(() -> read(path, false)).isInstanceOf(DataException.class).hasMessageContaining(told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            %%MatrixMarket matrix array real general | says 'matrix array real general'
            %%MatrixMarket matrix coordinate integer symmetric | says 'matrix coordinate integer symmetric'
            %%MatrixMarket matrix coordinate pattern general | says 'matrix coordinate pattern general'
            %%MatrixMarket matrix coordinate complex general | says 'matrix coordinate complex general'
            %%MatrixMarket matrix coordinate | is not how a Matrix Market file begins
            %%MatrixMarkets a b c d | is not how a Matrix Market file begins
            """)
    void otherKindsAreRefusedByName(String head, String told) {
        Path path = file(head + "\n2 2 1\n1 1 1\n");
        assertThatThrownBy(() -> CellFile.open(path)).isInstanceOf(DataException.class)
                .hasMessageContaining("counts.mtx, line 1: " + told);
    }

    @Test
    void fileThatEndsInItsHeadIsTold() {
        Path path = file(HEAD + "% nothing\n");
        assertThatThrownBy(() -> CellFile.open(path)).isInstanceOf(DataException.class)
                .hasMessageContaining("is missing: it should tell the numbers of rows, columns and entries");
    }
}
