package io.cellwright.anndata;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.cellwright.anndata.Summary.ColumnInfo;
import io.cellwright.anndata.Summary.ColumnKind;
import io.cellwright.anndata.Summary.Encoding;
import io.cellwright.anndata.Summary.MatrixInfo;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class H5adVariantsTest {
    private static final Set<String> OTHER_VALUES = Set.of("truth", "ones", "corner", "blosc");

    @TempDir
    static Path folder;

    @BeforeAll
    static void unpack() throws IOException {
        for (String name : List.of("matrices.h5ad", "latest.h5ad", "ordered.h5ad", "columns.h5ad", "wrong.h5ad",
                "newest.h5ad")) {
            MadeH5ad.unpack(name, folder);
        }
    }

    private static H5adFile open(String name) {
        return H5adFile.open(folder.resolve(name));
    }

    private static CsrMatrix layer(H5adFile file, String name) {
        return file.matrix(new MatrixRef.Layer(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"matrices.h5ad", "latest.h5ad", "ordered.h5ad"})
    void readsEveryNumberTypeFilterAndLayout(String name) {
        try (H5adFile file = open(name)) {
            List<String> read = new ArrayList<>();
            for (MatrixInfo matrix : file.summary().matrices()) {
                if (!(matrix.ref() instanceof MatrixRef.Layer(String layer)) || !OTHER_VALUES.contains(layer)) {
                    CsrMatrix x = file.matrix(matrix.ref());
                    assertThat(MadeH5ad.dense(x)).as(matrix.ref().path()).isDeepEqualTo(MadeH5ad.matrix());
                    requireTidy(x);
                    read.add(matrix.ref().path());
                }
            }
            assertThat(read).hasSize(switch (name) {
                case "matrices.h5ad" -> 35;
                case "latest.h5ad" -> 9;
                default -> 1;
            });
        }
    }

    private static void requireTidy(CsrMatrix x) {
        for (int i = 0; i < x.rows(); i++) {
            for (int e = x.start(i); e < x.start(i + 1); e++) {
                assertThat(x.value(e)).isNotZero();
                assertThat(e > x.start(i) && x.column(e - 1) >= x.column(e)).as("row %d out of order", i).isFalse();
            }
        }
    }

    @Test
    void readsTruthValuesAndChunksThatWereNeverWritten() {
        try (H5adFile file = open("matrices.h5ad")) {
            float[][] truth = MadeH5ad.dense(layer(file, "truth"));
            float[][] ones = MadeH5ad.dense(layer(file, "ones"));
            float[][] corner = MadeH5ad.dense(layer(file, "corner"));
            float[][] matrix = MadeH5ad.matrix();
            for (int i = 0; i < MadeH5ad.CELLS; i++) {
                for (int j = 0; j < MadeH5ad.GENES; j++) {
                    assertThat(truth[i][j]).isEqualTo(matrix[i][j] > 0 ? 1 : 0);
                    assertThat(ones[i][j]).isEqualTo(1);
                    assertThat(corner[i][j]).isEqualTo(i == 2 && j == 2 ? 5 : 0);
                }
            }
        }
    }

    @Test
    void tellsEncodingTypeAndShapeWithoutReading() {
        try (H5adFile file = open("matrices.h5ad")) {
            List<MatrixInfo> matrices = file.summary().matrices();
            assertThat(matrices).contains(new MatrixInfo(new MatrixRef.Layer("csc"), Encoding.CSC, "float32", 7, 5, 12),
                    new MatrixInfo(new MatrixRef.Layer("csr u2"), Encoding.CSR, "uint16", 7, 5, 12),
                    new MatrixInfo(new MatrixRef.Layer("dense f2 lzf"), Encoding.DENSE, "float16", 7, 5, 35),
                    new MatrixInfo(new MatrixRef.Layer("truth"), Encoding.DENSE, "bool", 7, 5, 35));
        }
    }

    @Test
    void namesAFilterThatItDoesNotKnow() {
        try (H5adFile file = open("matrices.h5ad")) {
            assertThatThrownBy(() -> layer(file, "blosc")).isInstanceOf(DataException.class)
                    .hasMessageContaining("matrices.h5ad, layers/blosc/data")
                    .hasMessageContaining("filter 32001 (blosc)").hasMessageContaining("compression=\"gzip\"");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "index too large | layers/index too large/indices: entry 11 is 5, outside 0 until 5",
        "index negative | layers/index negative/indices: entry 11 is -1, outside 0 until 5",
        "starts fall | layers/starts fall/indptr: falls from 5 to 4 at rows 2",
        "starts begin late | layers/starts begin late/indptr: runs from 1 to 12, not from 0 to the 12 entries",
        "starts end early | layers/starts end early/indptr: runs from 0 to 11, not from 0 to the 12 entries",
        "starts too short | layers/starts too short/indptr: has shape 7, where 8 is needed",
        "values too short | layers/values too short/indices: has shape 12, where 11 is needed",
        "whole number too large | layers/whole number too large/data: holds 16777217, a whole number that float32",
        "real too large | layers/real too large/data: holds 1.0E300, which is beyond float32",
        "index no integer | layers/index no integer/indices: should hold integers but holds float32",
        "other shape | layers/other shape: is 7 x 6 but there are 7 cells and 5 genes",
        "unknown | layers/unknown: has encoding-type coo_matrix, where csr_matrix, csc_matrix or array is known",
        "no indptr | layers/no indptr: has no indptr",
        "texts | layers/texts: should hold numbers but holds string",
        "cube | layers/cube: should be a matrix but has shape 7 x 5 x 2",
        "elsewhere | layers/elsewhere: is a link to another file, other.h5ad",
        "itself | layers/itself: is a chain of more than 32 soft links",
        "missing | layers/missing: is not in the file"})
    void refusesAWrongMatrixByFileElementAndFinding(String layer, String message) {
        try (H5adFile file = open("wrong.h5ad")) {
            assertThatThrownBy(() -> layer(file, layer)).isInstanceOf(DataException.class)
                    .hasMessageContaining("wrong.h5ad, " + message);
        }
    }

    @Test
    void summarisesWhatCanBeReadAndSaysWhatCannot() {
        try (H5adFile file = open("wrong.h5ad")) {
            Summary summary = file.summary();
            assertThat(summary.matrices()).extracting(m -> m.ref().path()).contains("X", "layers/linked")
                    .doesNotContain("layers/unknown", "layers/cube", "layers/elsewhere", "layers/itself");
            assertThat(summary.problems()).hasSize(4).anyMatch(p -> p.contains("layers/unknown"))
                    .anyMatch(p -> p.contains("layers/elsewhere"));
        }
    }

    @Test
    void followsALinkWithinTheFile() {
        try (H5adFile file = open("wrong.h5ad")) {
            assertThat(MadeH5ad.dense(layer(file, "linked"))).isDeepEqualTo(MadeH5ad.matrix());
        }
    }

    @Test
    void readsEveryKindOfColumn() {
        try (H5adFile file = open("columns.h5ad")) {
            Frame obs = file.obs();
            assertThat(obs.names()).containsExactly("a", "b", "b", "d");
            assertThat(texts(obs, "integers")).containsExactly("1", null, "3", "4");
            assertThat(texts(obs, "truths")).containsExactly("True", null, "True", "True");
            assertThat(texts(obs, "texts")).containsExactly("x", null, "z", "\u00e4");
            assertThat(texts(obs, "plain")).containsExactly("u", "v", null, "v");
            assertThat(((Column.Categorical) obs.column("plain").orElseThrow()).ordered()).isFalse();
            assertThat(texts(obs, "ordered")).containsExactly("high", "low", "low", "high");
            assertThat(((Column.Categorical) obs.column("ordered").orElseThrow()).ordered()).isTrue();
            assertThat(texts(obs, "numbers")).containsExactly("10", "10", "20", "20");
            assertThat(texts(obs, "reals")).containsExactly("0.5", "0.5", "2.0", "2.0");
            assertThat(texts(obs, "texts with mask")).containsExactly("p", "q", "p", "q");
            assertThat(texts(obs, "identifiers")).containsExactly("4611686018427387904", "4611686018427387905",
                    "1", "0");
            assertThat(texts(obs, "unsigned")).containsExactly("255", "0", "1", "2");
            assertThat(texts(obs, "reals32")).containsExactly("0.5", null, "1.0", "2.0");
            assertThat(texts(obs, "bool")).containsExactly("True", "False", "False", "True");
            assertThat(texts(obs, "fixed")).containsExactly("one", "two", "three", "");
            assertThat(texts(obs, "long text")).containsExactly("t".repeat(5000), "", "\u6f22", "x");
            assertThat(obs.column("table")).isEmpty();
            assertThat(file.summary().obs()).contains(new ColumnInfo("table", ColumnKind.OTHER),
                    new ColumnInfo("texts", ColumnKind.TEXT), new ColumnInfo("plain", ColumnKind.CATEGORICAL),
                    new ColumnInfo("truths", ColumnKind.BOOLEAN), new ColumnInfo("integers", ColumnKind.INTEGER),
                    new ColumnInfo("reals32", ColumnKind.REAL));
        }
    }

    private static List<String> texts(Frame frame, String name) {
        Column column = frame.column(name).orElseThrow();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < column.size(); i++) {
            texts.add(column.text(i));
        }
        return texts;
    }

    @Test
    void readsManyColumnsAndAttributesOfTheNewestLayout() {
        try (H5adFile file = open("latest.h5ad")) {
            assertThat(file.obs().columns()).hasSize(20).allMatch(c -> "6".equals(c.text(6)));
            assertThat(file.obs().columns()).extracting(Column::name).startsWith("column 00", "column 01");
        }
    }

    @Test
    void saysWhereAFileIsTooNew() {
        try (H5adFile file = open("newest.h5ad")) {
            assertThatThrownBy(() -> file.matrix(new MatrixRef.X())).isInstanceOf(DataException.class)
                    .hasMessageContaining("newest.h5ad, X: cannot be read")
                    .hasMessageContaining("write it again with anndata's write_h5ad, without libver");
        }
    }

    @Test
    void readsEmbeddings() {
        try (H5adFile file = open("columns.h5ad")) {
            NamedMatrix pca = file.obsm("X_pca");
            assertThat(file.obsmColumns("X_pca")).isEqualTo(pca.columns());
            assertThatThrownBy(() -> file.obsmColumns("X_umap")).isInstanceOf(DataException.class);
            assertThat(List.of(pca.rows(), pca.columns())).containsExactly(4, 2);
            assertThat(pca.values_nk()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
            assertThatThrownBy(() -> file.obsm("X_umap")).isInstanceOf(DataException.class)
                    .hasMessageContaining("columns.h5ad, obsm/X_umap: is not in the file");
        }
    }

    @Test
    void readsSingleValuesListsAndDictionaries() {
        try (H5adFile file = open("columns.h5ad")) {
            assertThat(file.uns("text")).contains(new Uns.Text("value"));
            assertThat(file.uns("whole")).contains(new Uns.Whole(3));
            assertThat(file.uns("real")).contains(new Uns.Real(2.5));
            assertThat(file.uns("truth")).contains(new Uns.Truth(true));
            assertThat(file.uns("texts")).contains(new Uns.Texts(List.of("one", "two")));
            assertThat(file.uns("old")).contains(new Uns.Whole(7));
            assertThat(file.uns("old text")).contains(new Uns.Text("seven"));
            assertThat(file.uns("inner/deep")).contains(new Uns.Text("down"));
            assertThat(file.uns("inner")).contains(Uns.Dict.of(new Uns.Entry("deep", new Uns.Text("down"))));
            assertThat(file.uns("nothing")).isEmpty();
            assertThat(file.uns("absent")).isEmpty();
        }
    }
}
