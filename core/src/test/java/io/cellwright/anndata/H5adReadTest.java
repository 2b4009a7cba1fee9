package io.cellwright.anndata;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.anndata.Summary.ColumnInfo;
import io.cellwright.anndata.Summary.ColumnKind;
import io.cellwright.anndata.Summary.Encoding;
import io.cellwright.anndata.Summary.MatrixInfo;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/// The expected numbers are what anndata 0.13.4 reads from the same files.
class H5adReadTest {
    private static final MatrixRef X = new MatrixRef.X();
    private static final MatrixRef RAW = new MatrixRef.Raw();

    @ParameterizedTest
    @CsvSource({
        "mouse_bladder.h5ad, X, 2100, 20670, 2214875, 4528297, 2211, 2252, 54643591624",
        "pbmc4k_top2000.h5ad, X, 4271, 2000, 870065, 4547560, 619, 1062, 4737024335",
        "pbmc68k_reduced_counts.h5ad, X, 700, 765, 174400, 486651, 628, 1169, 183362891",
        "scmix_3cl.h5ad, X, 499, 15073, 3129363, 15932954, 15962, 8484, 118199579342",
        "formats/anndata_v0.5.0.h5ad, X, 700, 765, 535433, -243.681057988666, 3.989999508485198, 6.104999095201492, "
            + "60924.155026438995",
        "formats/anndata_v0.5.0.h5ad, raw, 700, 765, 174400, 319044.23824107647, 456.8829951286316, 513.0229952335358, "
            + "122934701.53071189",
        "formats/anndata_v0.7.0.h5ad, X, 30, 20, 228, 285, 4, 8, 2743",
        "formats/anndata_v0.7.0.h5ad, raw, 30, 40, 480, 627, 18, 19, 11720",
        "formats/anndata_v0.7.0.h5ad, array, 30, 20, 600, 302.8304511718452, 12.643866829574108, 9.853264428675175, "
            + "2861.799729393795",
        "formats/anndata_v0.7.0.h5ad, sparse, 30, 20, 6, 3.4660021699965, 0, 0, 30.320976581424475",
        "formats/anndata_v0.7.8.h5ad, X, 30, 20, 239, 302, 13, 5, 3129",
        "formats/anndata_v0.7.8.h5ad, raw, 30, 40, 453, 568, 18, 17, 11612",
        "formats/anndata_v0.7.8.h5ad, array, 30, 20, 600, 293.4354721638374, 10.5550243454054, 11.593864668160677, "
            + "2764.1789262034"})
    void readsTheMatrixThatAnndataReads(String name, String matrix, int cells, int genes, long entries, double sum,
            double firstRow, double lastRow, double weighted) {
        try (H5adFile file = H5adFile.open(SharedData.file(name))) {
            CsrMatrix x = file.matrix(switch (matrix) {
                case "X" -> X;
                case "raw" -> RAW;
                default -> new MatrixRef.Layer(matrix);
            });
            assertThat(List.of(x.rows(), x.columns())).containsExactly(cells, genes);
            assertThat(x.entries()).isEqualTo(entries);
            assertThat(IntStream.range(0, x.rows()).mapToDouble(x::rowSum).sum()).isCloseTo(sum, within(1e-6));
            assertThat(x.rowSum(0)).isCloseTo(firstRow, within(1e-9));
            assertThat(x.rowSum(cells - 1)).isCloseTo(lastRow, within(1e-9));
            double byColumn = IntStream.range(0, (int) entries)
                    .mapToDouble(e -> (double) x.value(e) * x.column(e)).sum();
            assertThat(byColumn).isCloseTo(weighted, within(1e-5));
        }
    }

    @Test
    void readsCategoriesAndNamesInTheOrderOfTheFile() {
        try (H5adFile file = H5adFile.open(SharedData.file("pbmc68k_reduced_counts.h5ad"))) {
            Frame obs = file.obs();
            assertThat(obs.names()).hasSize(700).startsWith("AAAGCCTGGCTAAC-1", "AAATTCGATGCACA-1", "AACACGTGGTCTTT-1")
                    .endsWith("TTGAGGTGGAGAGC-8");
            assertThat(obs.columns()).extracting(Column::name).containsExactly("bulk_labels", "louvain", "phase");
            Column.Categorical labels = (Column.Categorical) obs.column("bulk_labels").orElseThrow();
            assertThat(labels.categories()).hasSize(10).startsWith("CD4+/CD25 T Reg", "CD4+/CD45RA+/CD25- Naive T",
                    "CD4+/CD45RO+ Memory", "CD8+ Cytotoxic T");
            assertThat(labels.ordered()).isFalse();
            assertThat(labels.codes()).startsWith(5, 9, 8, 0, 9);
            assertThat(Arrays.stream(labels.codes()).sum()).isEqualTo(4094);
            assertThat(file.var().names()).hasSize(765).startsWith("HES4", "TNFRSF4", "SSU72").endsWith("MT-ND3");
            assertThat(file.var().columns()).isEmpty();
        }
    }

    @Test
    void readsTheCompoundTablesOfVersion05() {
        try (H5adFile file = H5adFile.open(SharedData.file("formats/anndata_v0.5.0.h5ad"))) {
            Frame obs = file.obs();
            assertThat(obs.names()).hasSize(700).startsWith("AAAGCCTGGCTAAC-1").endsWith("TTGAGGTGGAGAGC-8");
            assertThat(obs.columns()).extracting(Column::name).containsExactly("bulk_labels", "n_genes",
                    "percent_mito", "n_counts", "S_score", "G2M_score", "phase", "louvain");
            Column.Categorical louvain = (Column.Categorical) obs.column("louvain").orElseThrow();
            assertThat(louvain.categories()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
            assertThat(Arrays.stream(louvain.codes()).sum()).isEqualTo(2147);
            Column.Numbers genes = (Column.Numbers) obs.column("n_genes").orElseThrow();
            assertThat(genes.integral()).isTrue();
            assertThat(Arrays.stream(genes.values()).sum()).isEqualTo(830061);
            Column.Booleans variable = (Column.Booleans) file.var().column("highly_variable").orElseThrow();
            assertThat(variable.values()).startsWith(true, true, false);
            assertThat(file.rawVar().names()).hasSize(765).startsWith("HES4", "TNFRSF4", "SSU72");
            assertThat(file.rawVar().columns()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"0.7.0, 22, 331, 8, 22, 323, 21, -68, 16.58186297852975, 3854",
        "0.7.8, 21, 307, 13, 24, 353, 5, -159, 15.0905359156722, 3844"})
    void readsCategoriesThatAreReferredTo(String version, int count, int sum, int first, int orderedCount,
            int orderedSum, int orderedFirst, double integers, double reals, double bytes) {
        try (H5adFile file = H5adFile.open(SharedData.file("formats/anndata_v" + version + ".h5ad"))) {
            Frame obs = file.obs();
            Column.Categorical plain = (Column.Categorical) obs.column("obs_cat").orElseThrow();
            assertThat(plain.categories()).hasSize(count);
            assertThat(plain.ordered()).isFalse();
            assertThat(plain.codes()).startsWith(first);
            assertThat(Arrays.stream(plain.codes()).sum()).isEqualTo(sum);
            Column.Categorical ordered = (Column.Categorical) obs.column("cat_ordered").orElseThrow();
            assertThat(ordered.categories()).hasSize(orderedCount);
            assertThat(ordered.ordered()).isTrue();
            assertThat(ordered.codes()).startsWith(orderedFirst);
            assertThat(Arrays.stream(ordered.codes()).sum()).isEqualTo(orderedSum);
            assertThat(sum(obs, "int64")).isEqualTo(integers);
            assertThat(sum(obs, "float64")).isCloseTo(reals, within(1e-12));
            assertThat(sum(obs, "uint8")).isEqualTo(bytes);
            assertThat(file.rawVar().names()).hasSize(40).startsWith("gene0", "gene1");
        }
    }

    private static double sum(Frame frame, String column) {
        return Arrays.stream(((Column.Numbers) frame.column(column).orElseThrow()).values()).sum();
    }

    @Test
    void summarisesWithoutReadingTheMatrices() {
        try (H5adFile file = H5adFile.open(SharedData.file("formats/anndata_v0.7.8.h5ad"))) {
            Summary summary = file.summary();
            assertThat(List.of(summary.cells(), summary.genes())).containsExactly(30, 20);
            assertThat(summary.matrices()).containsExactly(
                    new MatrixInfo(X, Encoding.CSR, "float32", 30, 20, 239),
                    new MatrixInfo(new MatrixRef.Layer("array"), Encoding.DENSE, "float64", 30, 20, 600),
                    new MatrixInfo(new MatrixRef.Layer("sparse"), Encoding.CSR, "float64", 30, 20, 6),
                    new MatrixInfo(RAW, Encoding.CSR, "float32", 30, 40, 453));
            assertThat(summary.obs()).containsExactly(new ColumnInfo("obs_cat", ColumnKind.CATEGORICAL),
                    new ColumnInfo("cat_ordered", ColumnKind.CATEGORICAL),
                    new ColumnInfo("int64", ColumnKind.INTEGER), new ColumnInfo("float64", ColumnKind.REAL),
                    new ColumnInfo("uint8", ColumnKind.INTEGER));
            assertThat(summary.obsm()).containsExactly("array", "df", "sparse");
            assertThat(summary.uns()).containsExactly("O_recarray", "nested");
        }
    }

    @Test
    void saysWhichMatricesThereAreWhereTheOneAskedForIsMissing() {
        try (H5adFile file = H5adFile.open(SharedData.file("formats/anndata_v0.11.4.h5ad"))) {
            assertThat(file.obs().names()).hasSize(10);
            assertThat(file.var().names()).hasSize(20);
            assertThatThrownBy(() -> file.matrix(X)).isInstanceOf(DataException.class)
                    .hasMessageContaining("anndata_v0.11.4.h5ad, X: is not in the file")
                    .hasMessageContaining("no matrix at all");
        }
        try (H5adFile file = H5adFile.open(SharedData.file("formats/anndata_v0.7.8.h5ad"))) {
            assertThatThrownBy(() -> file.matrix(new MatrixRef.Layer("counts"))).isInstanceOf(DataException.class)
                    .hasMessageContaining("layers/counts")
                    .hasMessageContaining("X, layers/array, layers/sparse, raw/X");
        }
    }

    @Test
    void readsTheEmbeddingsOfVersion05() {
        try (H5adFile file = H5adFile.open(SharedData.file("formats/anndata_v0.5.0.h5ad"))) {
            NamedMatrix umap = file.obsm("X_umap");
            assertThat(List.of(umap.rows(), umap.columns())).containsExactly(700, 2);
            double sum = 0;
            for (float value : umap.values_nk()) {
                sum += value;
            }
            assertThat(sum).isCloseTo(-2511.0751242837573, within(1e-3));
            assertThat(file.obsm("X_pca").columns()).isEqualTo(50);
            assertThat(file.obsmColumns("X_pca")).isEqualTo(50);
            assertThat(file.obsmColumns("X_umap")).isEqualTo(umap.columns());
            assertThat(file.uns("louvain/params/resolution")).contains(new Uns.Whole(1));
            assertThat(file.uns("neighbors/params/method")).contains(new Uns.Text("umap"));
        }
    }
}
