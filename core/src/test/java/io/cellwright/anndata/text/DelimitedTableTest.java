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

class DelimitedTableTest {
    private static final float[][] COUNTS = {{0, 5, 1}, {2, 0, 16777216}};

    @TempDir
    Path folder;

    private Path file(String text) {
        return Texts.write(folder.resolve("counts.csv"), text);
    }

    private static CellTable read(Path path, boolean genesInRows) {
        try (CellFile file = CellFile.open(path, new Reading(Optional.empty(), genesInRows))) {
            assertThat(file.format()).isEqualTo(FileFormat.TEXT);
            return file.table(new MatrixRef.X());
        }
    }

    private static CellTable read(Path path) {
        return read(path, false);
    }

    private static float[][] rows(CellTable table) {
        return IntStream.range(0, table.cells()).mapToObj(table.counts()::denseRow).toArray(float[][]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"counts.csv", "counts.csv.gz", "COUNTS.TSV", "counts.tsv.gz", "counts.txt", "counts.tab"})
    void rowsAreCellsWithTheirNamesAndColumnsGenes(String name) {
        String delimiter = name.contains("csv") ? "," : "\t";
        CellTable table = read(Texts.write(folder.resolve(name), """
                ,CD3E,LYZ,NKG7
                c0,0,5,1

                c1,2,0.0,16777216
                """.replace(",", delimiter)));
        assertThat(table.obs().names()).containsExactly("c0", "c1");
        assertThat(table.var().names()).containsExactly("CD3E", "LYZ", "NKG7");
        assertThat(rows(table)).isDeepEqualTo(COUNTS);
        assertThat(table.counts().entries()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "\t", ";", " "})
    void delimiterIsThatOfTheFirstLine(String delimiter) {
        String text = "cell,\"CD3E\",\"HLA-A, B; \"\"x\"\"\t y\",NKG7\r\nc0,0,5,\"1\"\r\n\"c,1\",2,0,16777216";
        // Only the commas outside of quotes part fields.
        String other = text.replace(",", delimiter).replace("HLA-A" + delimiter + " B", "HLA-A, B");
        CellTable table = read(file(delimiter.equals(",") ? text : other));
        assertThat(table.var().names()).containsExactly("CD3E", "HLA-A, B; \"x\"\t y", "NKG7");
        assertThat(table.obs().names()).containsExactly("c0", "c" + delimiter + "1");
        assertThat(rows(table)).isDeepEqualTo(COUNTS);
    }

    @Test
    void firstLineMayLackANameForTheNames() {
        CellTable table = read(file("# made by hand\n#\nCD3E,LYZ,NKG7\nc0,0,5,1\nc1,2,0,16777216\n"));
        assertThat(table.var().names()).containsExactly("CD3E", "LYZ", "NKG7");
        assertThat(rows(table)).isDeepEqualTo(COUNTS);
    }

    @Test
    void namesMayBeNumbersWhereNotAllOfTheFirstLineAre() {
        CellTable table = read(file(",1,2,3\n0,0,5,1\n1,2,0,16777216\n"));
        assertThat(table.obs().names()).containsExactly("0", "1");
        assertThat(table.var().names()).containsExactly("1", "2", "3");
        assertThat(rows(table)).isDeepEqualTo(COUNTS);
    }

    @Test
    void rowsAreGenesWhereItIsSaid() {
        CellTable table = read(file(",c0,c1\nCD3E,0,2\nLYZ,5,0\nNKG7,1,16777216\n"), true);
        assertThat(table.obs().names()).containsExactly("c0", "c1");
        assertThat(table.var().names()).containsExactly("CD3E", "LYZ", "NKG7");
        assertThat(rows(table)).isDeepEqualTo(COUNTS);
    }

    @Test
    void numbersAreReadAsTheyAreWritten() {
        Path path = file("a,b,c,d,e,f,g\nc0,1e2, 3 ,+4,0.1,123456.75,007,33554432\n");
        assertThat(rows(read(path))).isDeepEqualTo(new float[][] {{100, 3, 4, 0.1f, 123456.75f, 7, 33554432}});
        try (CellFile file = CellFile.open(path)) {
            assertThat(file.summary().matrices()).singleElement().satisfies(matrix -> {
                assertThat(matrix.encoding()).isEqualTo(Summary.Encoding.TEXT);
                assertThat(matrix.dtype()).isEqualTo("float64");
                assertThat(matrix.stored()).isEqualTo(7);
            });
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            c1,2,x,3 | counts.csv, line 3, column 3: is 'x', where a number should be
            c1,2,,3 | counts.csv, line 3, column 3: is empty, where a number should be
            c1,2,NA,3 | counts.csv, line 3, column 3: is 'NA', where
            c1,2,3,nan | counts.csv, line 3, column 4: is 'nan', where
            c1,2,3,1f | counts.csv, line 3, column 4: is '1f', where
            c1,2,3,1e | counts.csv, line 3, column 4: is '1e', where
            c1,2,-1,3 | counts.csv, line 3, column 3: is -1, which is negative
            c1,2,-0.5,3 | counts.csv, line 3, column 3: is -0.5, which is negative
            c1,16777217,1,3 | counts.csv, line 3, column 2: is 16777217, a whole number that float32 cannot hold exactly
            c1,1e99,1,3 | counts.csv, line 3, column 2: is 1e99, which is beyond float32
            c1,2,3 | counts.csv, line 3: has 3 fields, where 4 are needed
            c1,2,3,4,5 | counts.csv, line 3: has 5 fields, where 4 are needed
            c1,2,3,4, | counts.csv, line 3: has 5 fields, where 4 are needed
            c1 | counts.csv, line 3: has 1 fields, where 4 are needed
            "c1,2,3,4 | counts.csv, line 3, column 1: has a quote that does not end where the field does
            c1,"2"3,3,4 | counts.csv, line 3, column 2: has a quote that does not end where the field does
            """)
    void whatIsNoRowOfCountsIsToldByLineAndColumn(String line, String told) {
        Path path = file(",a,b,c\nc0,1,2,3\n" + line + "\nc2,1,1,1\n");
        assertThatThrownBy(() -> read(path)).isInstanceOf(DataException.class).hasMessageContaining(told);
    }

    @Test
    void tableWithoutNamesIsRefused() {
        for (String text : List.of("1,2,3\n4,5,6\n", "0.5,1e3\n")) {
            Path path = file(text);
            assertThatThrownBy(() -> read(path)).isInstanceOf(DataException.class)
                    .hasMessageContaining("counts.csv, line 1: should have names, but all of it are numbers");
        }
    }

    @Test
    void tableWithoutCountsIsRefused() {
        Path one = file("name\nc0\n");
        assertThatThrownBy(() -> read(one)).isInstanceOf(DataException.class)
                .hasMessageContaining("line 1: has one field only");
        Path head = file(",a,b\n\n");
        assertThatThrownBy(() -> read(head)).isInstanceOf(DataException.class)
                .hasMessageContaining("has a line of names and nothing below it");
        Path nothing = file("# nothing\n");
        assertThatThrownBy(() -> read(nothing)).isInstanceOf(DataException.class)
                .hasMessageContaining("has no line of names");
        Path narrow = file("a,b,c\nc0,1\n");
        assertThatThrownBy(() -> read(narrow)).isInstanceOf(DataException.class)
                .hasMessageContaining("line 2: has 2 fields, where 3 are needed");
    }
}
