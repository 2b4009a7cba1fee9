package io.cellwright.anndata.tenx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

import io.cellwright.anndata.CellFile;
import io.cellwright.anndata.FileFormat;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.anndata.text.Texts;
import io.cellwright.data.CellTable;
import io.cellwright.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// Folders of three genes, the second an antibody in version 3, and two cells.
class TenxFolderTest {
    private static final String MATRIX = """
            %%MatrixMarket matrix coordinate integer general
            %metadata_json: {"format_version": 2}
            3 2 4
            3 1 7
            1 1 1
            2 2 50
            1 2 4
            """;
    private static final String BARCODES = "AAA-1\nCCC-1\n";
    private static final String FEATURES = """
            ENSG1\tCD3E\tGene Expression
            AB1\tCD3\tAntibody Capture
            ENSG2\tLYZ\tGene Expression
            """;
    private static final String GENES = "ENSG1\tCD3E\nENSG2\tLYZ\nENSG3\tLYZ\n";

    @TempDir
    Path folder;

    private Path write(String name, String text) {
        return Texts.write(folder.resolve(name), text);
    }

    private static CellTable read(Path path) {
        try (CellFile file = CellFile.open(path)) {
            assertThat(file.format()).isEqualTo(FileFormat.TENX_MTX);
            return file.table(new MatrixRef.X());
        }
    }

    private static float[][] rows(CellTable table) {
        return IntStream.range(0, table.cells()).mapToObj(table.counts()::denseRow).toArray(float[][]::new);
    }

    @ParameterizedTest
    @CsvSource({"'', ''", "'', .gz", "patientA_, ''", "GSM1.x-, .gz"})
    void folderOfVersion3IsReadWithoutWhatIsNoGene(String prefix, String gz) {
        Path matrix = write(prefix + "matrix.mtx" + gz, MATRIX);
        write(prefix + "barcodes.tsv" + gz, BARCODES);
        write(prefix + "features.tsv" + gz, FEATURES);
        for (Path given : new Path[] {folder, matrix}) {
            CellTable table = read(given);
            assertThat(table.obs().names()).containsExactly("AAA-1", "CCC-1");
            assertThat(table.var().names()).containsExactly("CD3E", "LYZ");
            assertThat(table.var().column("gene_ids").orElseThrow().text(1)).isEqualTo("ENSG2");
            assertThat(table.var().column("feature_types").orElseThrow().text(1)).isEqualTo("Gene Expression");
            assertThat(rows(table)).isDeepEqualTo(new float[][] {{1, 7}, {4, 0}});
        }
    }

    @Test
    void folderOfVersion2IsReadAndGenesKeepTheirNames() {
        write("matrix.mtx", MATRIX);
        write("barcodes.tsv", BARCODES);
        write("genes.tsv", GENES);
        CellTable table = read(folder);
        assertThat(table.var().names()).containsExactly("CD3E", "LYZ", "LYZ");
        assertThat(table.var().column("feature_types")).isEmpty();
        assertThat(rows(table)).isDeepEqualTo(new float[][] {{1, 0, 7}, {4, 50, 0}});
    }

    @Test
    void genesWithIdentifiersOnlyAreNamedByThem() {
        write("matrix.mtx", MATRIX);
        write("barcodes.tsv", BARCODES.replace("\n", "\r\n"));
        write("features.tsv", "g1\ng2\ng3\n\n");
        CellTable table = read(folder);
        assertThat(table.var().names()).containsExactly("g1", "g2", "g3");
        assertThat(table.obs().names()).containsExactly("AAA-1", "CCC-1");
    }

    @Test
    void bytesAreThoseOfAllFiles() {
        write("matrix.mtx", MATRIX);
        write("barcodes.tsv", BARCODES);
        write("genes.tsv", GENES);
        write("other.txt", "not counted");
        try (CellFile file = CellFile.open(folder)) {
            assertThat(file.bytes()).isEqualTo(MATRIX.length() + BARCODES.length() + GENES.length());
        }
    }

    @Test
    void oneOfSeveralMatricesMustBeGiven() {
        write("a_matrix.mtx", MATRIX);
        write("b_matrix.mtx.gz", MATRIX);
        assertThatThrownBy(() -> read(folder)).isInstanceOf(DataException.class)
                .hasMessageContaining("has several matrices: a_matrix.mtx, b_matrix.mtx.gz");
    }

    @ParameterizedTest
    @CsvSource({"barcodes.tsv, has no barcodes.tsv beside it",
        "features.tsv, has no features.tsv and no genes.tsv beside it"})
    void whatIsMissingIsTold(String missing, String told) throws IOException {
        write("matrix.mtx", MATRIX);
        write("barcodes.tsv", BARCODES);
        write("features.tsv", FEATURES);
        Files.delete(folder.resolve(missing));
        for (Path given : new Path[] {folder, folder.resolve("matrix.mtx")}) {
            assertThatThrownBy(() -> read(given)).isInstanceOf(DataException.class)
                    .hasMessageContaining("matrix.mtx: " + told);
        }
    }

    @Test
    void numberOfNamesMustBeThatOfTheMatrix() {
        write("matrix.mtx", MATRIX);
        write("barcodes.tsv", "AAA-1\n");
        write("features.tsv", FEATURES);
        assertThatThrownBy(() -> read(folder)).isInstanceOf(DataException.class)
                .hasMessageContaining("matrix.mtx: has 2 columns but barcodes.tsv names 1");
        write("barcodes.tsv", BARCODES);
        write("features.tsv", FEATURES + "ENSG3\tNKG7\tGene Expression\n");
        assertThatThrownBy(() -> read(folder)).isInstanceOf(DataException.class)
                .hasMessageContaining("matrix.mtx: has 3 rows but features.tsv names 4");
    }

    @Test
    void raggedFeaturesAreTold() {
        write("matrix.mtx", MATRIX);
        write("barcodes.tsv", BARCODES);
        write("features.tsv", FEATURES.replace("AB1\tCD3", "AB1 CD3"));
        assertThatThrownBy(() -> read(folder)).isInstanceOf(DataException.class)
                .hasMessageContaining("features.tsv, feature AB1 CD3: has 2 fields, where 3 are needed");
    }

    @Test
    void folderAboveIsToldTheFolderInside() throws IOException {
        Path inside = Files.createDirectory(folder.resolve("hg19"));
        Texts.write(inside.resolve("matrix.mtx"), MATRIX);
        assertThatThrownBy(() -> CellFile.open(folder)).isInstanceOf(DataException.class)
                .hasMessageContaining("is a folder and has neither matrix.mtx nor the metadata of a Zarr store in it. Did you mean "
                        + inside + "?");
    }
}
