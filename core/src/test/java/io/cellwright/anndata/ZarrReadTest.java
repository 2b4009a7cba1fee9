package io.cellwright.anndata;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cellwright.anndata.Summary.ColumnInfo;
import io.cellwright.anndata.Summary.ColumnKind;
import io.cellwright.anndata.Summary.Encoding;
import io.cellwright.anndata.Summary.MatrixInfo;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/// Stores of all versions, held against the `.h5ad` file that has the same in it.
class ZarrReadTest {
    private static final MatrixRef X = new MatrixRef.X();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"twin2.zarr", "twin3.zarr", "sharded.zarr", "twin2.zarr.zip", "twin3.zarr.zip"})
    void readsWhatTheH5adFileOfTheSameCellsHolds(String name) throws IOException {
        try (AnnDataFile store = (AnnDataFile) CellFile.open(MadeZarr.unpack(name, folder));
                AnnDataFile file = (AnnDataFile) CellFile.open(MadeZarr.unpack("twin.h5ad", folder))) {
            assertThat(store).isInstanceOf(ZarrFile.class);
            assertThat(file).isInstanceOf(H5adFile.class);
            requireSame(store, file);
            for (Uns.Entry entry : List.of(new Uns.Entry("text", new Uns.Text("a text \u00e4")),
                    new Uns.Entry("nested/whole", new Uns.Whole(3)),
                    new Uns.Entry("nested/texts", new Uns.Texts(List.of("x", "yy", ""))))) {
                assertThat(store.uns(entry.name())).contains(entry.value());
            }
        }
    }

    /// Tables, matrices, embeddings, `uns` and what the summary tells of them.
    private static void requireSame(AnnDataFile store, AnnDataFile file) {
        Summary expected = file.summary();
        Summary summary = store.summary();
        assertThat(summary.obs()).isEqualTo(expected.obs());
        assertThat(summary.var()).isEqualTo(expected.var());
        assertThat(summary.matrices()).isEqualTo(expected.matrices()).hasSizeGreaterThan(0);
        assertThat(summary.problems()).isEqualTo(expected.problems()).isEmpty();
        assertThat(summary.obsm()).isEqualTo(expected.obsm());
        assertThat(summary.uns()).isEqualTo(expected.uns());
        Same.frames(store.obs(), file.obs());
        Same.frames(store.var(), file.var());
        for (MatrixInfo matrix : expected.matrices()) {
            Same.matrices(store.matrix(matrix.ref()), file.matrix(matrix.ref()));
            if (matrix.ref() instanceof MatrixRef.Raw) {
                Same.frames(store.rawVar(), file.rawVar());
            }
        }
        for (String name : expected.uns()) {
            assertThat(store.uns(name)).as(name).isEqualTo(file.uns(name));
        }
    }

    @Test
    void readsWithoutConsolidatedMetadataAsWell() throws IOException {
        Path two = MadeZarr.unpack("twin2.zarr", folder);
        Files.delete(two.resolve(".zmetadata"));
        try (ZarrFile store = ZarrFile.open(two);
                H5adFile file = H5adFile.open(MadeZarr.unpack("twin.h5ad", folder))) {
            requireSame(store, file);
        }
    }

    @Test
    void namesColumnsAndMatricesInTheSameWords() throws IOException {
        try (ZarrFile store = ZarrFile.open(MadeZarr.unpack("sharded.zarr", folder))) {
            assertThat(store.summary().obs()).contains(new ColumnInfo("text", ColumnKind.TEXT),
                    new ColumnInfo("type", ColumnKind.CATEGORICAL), new ColumnInfo("truth", ColumnKind.BOOLEAN),
                    new ColumnInfo("maybe whole", ColumnKind.INTEGER), new ColumnInfo("real", ColumnKind.REAL));
            assertThat(store.summary().matrices()).extracting(MatrixInfo::encoding)
                    .containsExactly(Encoding.CSR, Encoding.CSC, Encoding.DENSE, Encoding.CSR, Encoding.CSR);
        }
    }

    @ParameterizedTest
    @CsvSource({"0.7.0, 22, 22, 331, 8", "0.7.8, 21, 24, 307, 13"})
    void readsTheCategoriesOfVersion07(String version, int count, int orderedCount, int sum, int first) {
        try (ZarrFile store = ZarrFile.open(SharedData.file("formats/anndata_v" + version + ".zarr.zip"));
                H5adFile file = H5adFile.open(SharedData.file("formats/anndata_v" + version + ".h5ad"))) {
            requireSame(store, file);
            Column.Categorical plain = (Column.Categorical) store.obs().column("obs_cat").orElseThrow();
            assertThat(plain.categories()).hasSize(count);
            assertThat(Arrays.stream(plain.codes()).sum()).isEqualTo(sum);
            assertThat(plain.codes()).startsWith(first);
            Column.Categorical ordered = (Column.Categorical) store.obs().column("cat_ordered").orElseThrow();
            assertThat(ordered.categories()).hasSize(orderedCount);
            assertThat(ordered.ordered()).isTrue();
        }
    }

    @Test
    void readsTheEmptyTablesOfVersion0114() {
        try (ZarrFile store = ZarrFile.open(SharedData.file("formats/anndata_v0.11.4.zarr.zip"));
                H5adFile file = H5adFile.open(SharedData.file("formats/anndata_v0.11.4.h5ad"))) {
            Same.frames(store.obs(), file.obs());
            Same.frames(store.var(), file.var());
            assertThat(store.obs().names()).hasSize(10);
            assertThat(store.summary().matrices()).isEmpty();
        }
    }

    /// The expected numbers are what zarr-python 3.4.2 and anndata 0.12.19 read from the same file.
    @Test
    void readsShardsThatAnndataWroteItself() {
        try (ZarrFile store = ZarrFile.open(SharedData.file("formats/scanpy_pbmc68k_reduced.zarr.zip"))) {
            CsrMatrix counts = store.matrix(new MatrixRef.Layer("counts"));
            try (H5adFile file = H5adFile.open(SharedData.file("pbmc68k_reduced_counts.h5ad"))) {
                Same.matrices(counts, file.matrix(X));
                assertThat(store.obs().names()).isEqualTo(file.obs().names());
                for (String name : List.of("bulk_labels", "louvain", "phase")) {
                    Same.column(column(store.obs(), name), column(file.obs(), name));
                }
            }
            CsrMatrix x = store.matrix(X);
            assertThat(List.of(x.rows(), x.columns())).containsExactly(700, 765);
            assertThat(IntStream.range(0, 700).mapToDouble(x::rowSum).sum()).isCloseTo(-243.681057988666, within(1e-6));
            NamedMatrix pca = store.obsm("X_pca");
            double sum = 0;
            for (float value : pca.values_nk()) {
                sum += Math.abs(value);
            }
            assertThat(List.of(pca.rows(), pca.columns())).containsExactly(700, 50);
            assertThat(sum).isCloseTo(43052.34148166277, within(1e-6));
            assertThat(store.uns("neighbors/params/method")).contains(new Uns.Text("umap"));
            assertThat(store.summary().matrices()).extracting(MatrixInfo::ref)
                    .containsExactly(X, new MatrixRef.Layer("counts"));
        }
    }

    private static Column column(Frame frame, String name) {
        return Objects.requireNonNull(frame.column(name).orElse(null), name);
    }

    /// Identifiers are read as text, of which some may be missing.
    @Test
    void readsIdentifiersOfWhichSomeAreMissing() throws IOException {
        ByteBuffer identifiers = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 60).putLong(2);
        Path made = ZarrMaker.tables().put("obs/.zattrs", "{'_index': '_index', 'column-order': ['id']}")
                .put("obs/id/.zgroup", "{'zarr_format': 2}").put("obs/id/.zattrs", "{'encoding-type': 'nullable-integer'}")
                .array("obs/id/values", "<i8", "[2]", "[2]", "null", "null").put("obs/id/values/0", identifiers.array())
                .array("obs/id/mask", "|b1", "[2]", "[2]", "null", "null").put("obs/id/mask/0", new byte[] {0, 1})
                .folder(folder);
        try (ZarrFile store = ZarrFile.open(made)) {
            Column ids = column(store.obs(), "id");
            assertThat(ids.text(0)).isEqualTo("1152921504606846976");
            assertThat(ids.text(1)).isNull();
        }
    }

    @Test
    void tellsTheSizeOfAllThatItIsKeptIn() throws IOException {
        ZarrMaker maker = ZarrMaker.tables().put("chunk", new byte[12345]);
        Path path = maker.folder(folder);
        try (ZarrFile store = ZarrFile.open(path); ZarrFile archive = ZarrFile.open(maker.zip(folder));
                Stream<Path> files = Files.walk(path)) {
            assertThat(store.bytes()).isEqualTo(files.map(Path::toFile).filter(File::isFile)
                    .mapToLong(File::length).sum()).isGreaterThan(12345);
            assertThat(archive.bytes()).isBetween(12345L, store.bytes());
        }
    }
}
