package io.cellwright.anndata.loom;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.anndata.CellFile;
import io.cellwright.anndata.FileFormat;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.anndata.Summary.ColumnInfo;
import io.cellwright.anndata.Summary.MatrixInfo;
import io.cellwright.anndata.hdf5.MadeHdf5;
import io.cellwright.anndata.hdf5.MadeHdf5.Group;
import io.cellwright.anndata.store.Data;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LoomTest {
    /// Two genes in three cells.
    private static final float[][] MATRIX = {{1, 0, 3}, {0, 5, 6}};

    @TempDir
    Path folder;

    private static Group loom() {
        Group rows = new Group().with("Accession", MadeHdf5.texts("ENSG1", "ENSG2"))
                .with("Gene", MadeHdf5.texts("CD3E", "LYZ"));
        Group columns = new Group().with("CellID", MadeHdf5.texts("c0", "c1", "c2"))
                .with("Class", MadeHdf5.texts("T &amp; B", "N&#239;ve", "R&D"))
                .with("Total", MadeHdf5.wholes(1, 5, 9));
        Group layers = new Group().with("spliced", MadeHdf5.floats(new float[][] {{1, 0, 2}, {0, 4, 0}}));
        return new Group().with("attrs", new Group()).with("col_attrs", columns).with("col_graphs", new Group())
                .with("layers", layers).with("matrix", MadeHdf5.floats(MATRIX)).with("row_attrs", rows)
                .with("row_graphs", new Group());
    }

    private Path file(Group root) {
        return MadeHdf5.write(folder.resolve("cells.loom"), root);
    }

    private static float[][] rows(CsrMatrix matrix) {
        return IntStream.range(0, matrix.rows()).mapToObj(matrix::denseRow).toArray(float[][]::new);
    }

    @Test
    void genesInRowsBecomeColumnsWithTheirNames() {
        try (CellFile file = CellFile.open(file(loom()))) {
            assertThat(file.format()).isEqualTo(FileFormat.LOOM);
            assertThat(file.obs().names()).containsExactly("c0", "c1", "c2");
            assertThat(file.var().names()).containsExactly("CD3E", "LYZ");
            assertThat(rows(file.matrix(new MatrixRef.X()))).isDeepEqualTo(new float[][] {{1, 0}, {0, 5}, {3, 6}});
            assertThat(rows(file.matrix(new MatrixRef.Layer("spliced"))))
                    .isDeepEqualTo(new float[][] {{1, 0}, {0, 4}, {2, 0}});
            assertThat(file.summary().matrices()).extracting(MatrixInfo::ref)
                    .containsExactly(new MatrixRef.X(), new MatrixRef.Layer("spliced"));
        }
    }

    @Test
    void attributesBecomeColumnsAndEntitiesTheLettersThatTheyStandFor() {
        try (CellFile file = CellFile.open(file(loom()))) {
            assertThat(file.summary().obs()).extracting(ColumnInfo::name).containsExactly("Class", "Total");
            assertThat(IntStream.range(0, 3).mapToObj(file.obs().column("Class").orElseThrow()::text))
                    .containsExactly("T & B", "N\u00efve", "R&D");
            assertThat(file.obs().column("Total").orElseThrow().text(2)).isEqualTo("9");
            assertThat(file.var().column("Accession").orElseThrow().text(1)).isEqualTo("ENSG2");
        }
    }

    @Test
    void cellsAndGenesWithoutNamesAreNumbered() {
        Group root = loom().with("col_attrs", loom().group("col_attrs").without("CellID"))
                .with("row_attrs", new Group());
        try (CellFile file = CellFile.open(file(root))) {
            assertThat(file.obs().names()).containsExactly("0", "1", "2");
            assertThat(file.var().names()).containsExactly("0", "1");
        }
    }

    @Test
    void attributesOfSeveralDimensionsAreLeftOut() {
        Group columns = loom().group("col_attrs").with("X_tsne", MadeHdf5.floats(new float[3][2]))
                .with("one", MadeHdf5.floats(new float[][] {{1}, {2}, {4}}));
        try (CellFile file = CellFile.open(file(loom().with("col_attrs", columns)))) {
            assertThat(file.summary().obs()).extracting(ColumnInfo::name).containsExactly("Class", "Total", "one");
            assertThatThrownBy(() -> file.obsm("X_tsne")).isInstanceOf(DataException.class)
                    .hasMessageContaining("obsm/X_tsne: is not in the file");
        }
    }

    @Test
    void attributesMustHaveAValueForEachRow() {
        Path file = file(loom().with("row_attrs", new Group().with("Gene", MadeHdf5.texts("CD3E"))));
        assertThatThrownBy(() -> CellFile.open(file)).isInstanceOf(DataException.class)
                .hasMessageContaining("cells.loom, row_attrs/Gene: has 1 values, where 2 are needed");
    }

    @Test
    void layersMustHaveTheShapeOfTheMatrix() {
        Group layers = new Group().with("spliced", MadeHdf5.floats(new float[2][2]));
        try (CellFile file = CellFile.open(file(loom().with("layers", layers)))) {
            assertThatThrownBy(() -> file.matrix(new MatrixRef.Layer("spliced"))).isInstanceOf(DataException.class)
                    .hasMessageContaining("layers/spliced: has shape 2 x 2, where 2 x 3 is needed");
        }
    }

    @Test
    void absentLayerIsToldWithThoseThatThereAre() {
        try (CellFile file = CellFile.open(file(loom()))) {
            assertThatThrownBy(() -> file.table(new MatrixRef.Layer("counts"))).isInstanceOf(DataException.class)
                    .hasMessageContaining("layers/counts: is not in the file. It has X, layers/spliced");
        }
    }

    @ParameterizedTest
    @CsvSource({"16777217, 'holds 16777217, a whole number that float32 cannot hold exactly'"})
    void countsThatFloatsDoNotHoldAreRefused(long count, String told) {
        Group root = loom().with("matrix", new MadeHdf5.Array(new Data.Wholes(8, new long[] {0, 0, 0, 0, count, 0}),
                List.of(2L, 3L)));
        try (CellFile file = CellFile.open(file(root))) {
            assertThatThrownBy(() -> file.matrix(new MatrixRef.X())).isInstanceOf(DataException.class)
                    .hasMessageContaining("cells.loom, matrix: " + told);
        }
    }

    @Test
    void matrixMustHaveTwoAxes() {
        Path file = file(loom().with("matrix", MadeHdf5.ints(1, 2, 3)));
        assertThatThrownBy(() -> CellFile.open(file)).isInstanceOf(DataException.class)
                .hasMessageContaining("matrix: has shape 3, where genes x cells is needed");
    }

    @Test
    void entitiesAreTakenAsTheyAreMeantAndNothingElse() {
        assertThat(XmlText.plain("a&lt;b&gt;c&quot;&apos;&#x3b1;&#945;")).isEqualTo("a<b>c\"'\u03b1\u03b1");
        assertThat(XmlText.plain("R&D; &nope; &#9999999; &amp;lt;")).isEqualTo("R&D; &nope; &#9999999; &lt;");
    }
}
