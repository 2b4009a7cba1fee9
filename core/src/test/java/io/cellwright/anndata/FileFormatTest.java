package io.cellwright.anndata;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.cellwright.anndata.hdf5.MadeHdf5;
import io.cellwright.anndata.hdf5.MadeHdf5.Group;
import io.cellwright.anndata.text.Texts;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/// Files of every make: how they are told apart, and that they become `.h5ad` files.
class FileFormatTest {
    private static final String MATRIX = "%%MatrixMarket matrix coordinate integer general\n2 3 2\n1 2 4\n2 3 1\n";

    @TempDir
    Path folder;

    private static Group loom() {
        return new Group().with("matrix", MadeHdf5.floats(new float[][] {{1, 0}, {0, 2}, {3, 4}}))
                .with("row_attrs", new Group().with("Gene", MadeHdf5.texts("a", "b", "c")))
                .with("col_attrs", new Group().with("CellID", MadeHdf5.texts("x", "y"))
                        .with("type", MadeHdf5.texts("T", "B")))
                .with("layers", new Group().with("spliced", MadeHdf5.floats(new float[][] {{1, 0}, {0, 1}, {0, 4}}))
                        .with("unspliced", MadeHdf5.floats(new float[][] {{0, 0}, {0, 1}, {3, 0}})));
    }

    /// What a file is does not depend on what it is called.
    @ParameterizedTest
    @ValueSource(strings = {"cells.h5ad", "cells", "cells.csv", "cells.loom"})
    void hdf5IsToldByWhatIsInIt(String name) {
        Path path = MadeHdf5.write(folder.resolve(name), loom());
        assertThat(FileFormat.of(path)).isEqualTo(FileFormat.LOOM);
        H5adWriter.create(path, new Samples(1).table(3, 4, 0.5), Annotations.none());
        assertThat(FileFormat.of(path)).isEqualTo(FileFormat.H5AD);
        MadeHdf5.write(path, new Group().with("GRCh38", new Group().with("barcodes", MadeHdf5.texts("A"))
                .with("gene_names", MadeHdf5.texts("g"))));
        assertThat(FileFormat.of(path)).isEqualTo(FileFormat.TENX_H5);
    }

    @Test
    void textIsToldByItsFirstBytesOrByItsName() throws IOException {
        assertThat(FileFormat.of(Texts.write(folder.resolve("m.gz"), MATRIX))).isEqualTo(FileFormat.MTX);
        assertThat(FileFormat.of(Texts.write(folder.resolve("m"), MATRIX))).isEqualTo(FileFormat.MTX);
        assertThat(FileFormat.of(Texts.write(folder.resolve("m.csv"), ",a\nc,1\n"))).isEqualTo(FileFormat.TEXT);
        Path matrix = Texts.write(folder.resolve("matrix.mtx"), MATRIX);
        assertThat(FileFormat.of(matrix)).isEqualTo(FileFormat.MTX);
        assertThat(FileFormat.of(folder)).isEqualTo(FileFormat.TENX_MTX);
        Texts.write(folder.resolve("barcodes.tsv"), "x\ny\n");
        assertThat(FileFormat.of(matrix)).isEqualTo(FileFormat.TENX_MTX);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cells.h5ad | text | is not an HDF5 file (no HDF5 signature)
            cells.h5 | text | is not an HDF5 file (no HDF5 signature)
            cells.h5ad | '' | is not an HDF5 file (it is empty)
            cells.mtx | text | line 1: is not how a Matrix Market file begins
            cells.dat | text | is not an HDF5 file, and by its name no table of text. Read are .h5ad, .zarr
            cells | '' | is empty. Read are .h5ad
            cells.csv | '' | has no line of names
            """)
    void whatIsNoFileOfCellsIsTold(String name, String text, String told) {
        Path path = Texts.write(folder.resolve(name), text);
        assertThatThrownBy(() -> CellFile.open(path)).isInstanceOf(DataException.class)
                .hasMessageContaining(path.toString()).hasMessageContaining(told);
    }

    @Test
    void whatIsNotThereIsTold() throws IOException {
        assertThatThrownBy(() -> CellFile.open(folder.resolve("none.csv"))).isInstanceOf(DataException.class)
                .hasMessageContaining("none.csv: no such file");
        assertThatThrownBy(() -> CellFile.open(folder)).isInstanceOf(DataException.class)
                .hasMessageContaining("is a folder and has neither matrix.mtx nor the metadata of a Zarr store in it");
        Path other = MadeHdf5.write(folder.resolve("other.h5"), new Group().with("x", MadeHdf5.ints(1)));
        assertThatThrownBy(() -> CellFile.open(other)).isInstanceOf(DataException.class)
                .hasMessageContaining("other.h5, obs: is not in the file");
    }

    @Test
    void choicesThatAFileDoesNotLeaveAreRefused() {
        Path loom = MadeHdf5.write(folder.resolve("a.loom"), loom());
        assertThatThrownBy(() -> CellFile.open(loom, new Reading(Optional.of("mm10"), false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("genome must only be chosen of a 10x");
        assertThatThrownBy(() -> CellFile.open(loom, new Reading(Optional.empty(), true)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rows must only be said to be genes");
    }

    @Test
    void everythingOfALoomFileIsInTheH5adFileMadeOfIt() throws IOException {
        Path in = MadeHdf5.write(folder.resolve("a.loom"), loom());
        Path out = folder.resolve("a.h5ad");
        try (CellFile cells = CellFile.open(in)) {
            H5adWriter.create(out, cells, Annotations.none());
            try (H5adFile made = H5adFile.open(out)) {
                same(made, cells, new MatrixRef.X());
                same(made, cells, new MatrixRef.Layer("spliced"));
                same(made, cells, new MatrixRef.Layer("unspliced"));
                assertThat(made.summary().matrices()).hasSize(3);
            }
        }
    }

    @Test
    void ofAZarrStoreAllGoesAlong() throws IOException {
        Path store = MadeZarr.unpack("twin2.zarr", folder);
        Path out = folder.resolve("a.h5ad");
        try (AnnDataFile cells = (AnnDataFile) CellFile.open(store)) {
            H5adWriter.create(out, cells, Annotations.none());
            assertThat(cells.carried(Added.of(Annotations.none())).left()).isEmpty();
            try (H5adFile made = H5adFile.open(out)) {
                same(made, cells, new MatrixRef.X());
                same(made, cells, new MatrixRef.Raw());
                assertThat(made.obsm("X_pca").values_nk()).isEqualTo(cells.obsm("X_pca").values_nk());
                assertThat(made.uns("text")).isPresent().isEqualTo(cells.uns("text"));
                assertThat(made.uns("nested/whole")).isPresent().isEqualTo(cells.uns("nested/whole"));
                assertThat(made.refs()).containsExactlyElementsOf(cells.refs());
            }
        }
    }

    @Test
    void aZarrStoreWithoutXBecomesAnH5adFileWithoutX() throws IOException {
        Path store = ZarrMaker.tables().folder(folder);
        Path out = folder.resolve("a.h5ad");
        try (CellFile cells = CellFile.open(store)) {
            H5adWriter.create(out, cells, Annotations.none());
            try (H5adFile made = H5adFile.open(out)) {
                Same.frames(made.obs(), cells.obs());
                Same.frames(made.var(), cells.var());
                assertThat(made.summary().matrices()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X", "layers/counts"})
    void nothingIsWrittenWhereAMatrixOfAZarrStoreIsDamaged(String matrix) throws IOException {
        ZarrMaker maker = ZarrMaker.tables();
        if (matrix.contains("/")) {
            maker.put("layers/.zgroup", "{'zarr_format': 2}");
        }
        Path store = maker.put(matrix + "/.zgroup", "{'zarr_format': 2}").folder(folder);
        Path out = folder.resolve("a.h5ad");
        try (CellFile cells = CellFile.open(store)) {
            assertThat(cells.summary().problems()).hasSize(1);
            assertThatThrownBy(() -> H5adWriter.create(out, cells, Annotations.none()))
                    .isInstanceOf(DataException.class).hasMessageContaining(matrix);
        }
        assertThat(out).doesNotExist();
    }

    private static void same(CellFile made, CellFile original, MatrixRef ref) {
        CellTable expected = original.table(ref);
        Same.matrices(made.matrix(ref), expected.counts());
        Same.frames(made.obs(), expected.obs());
        Same.frames(made.var(), expected.var());
    }

    @Test
    void copyWithAdditionsOfATableIsAnH5adFile() throws IOException {
        Path in = Texts.write(folder.resolve("a.csv"), ",g,h\nx,1,0\ny,0,2\n");
        byte[] before = Files.readAllBytes(in);
        Path out = folder.resolve("a.h5ad");
        Annotations added = new Annotations(List.of(new Column.Strings("type", List.of("T", "B"))),
                List.of(new NamedMatrix("X_scVI", 2, 1, new float[] {1, 2})), List.of());
        H5adWriter.copyWith(in, out, added);
        try (H5adFile made = H5adFile.open(out); CellFile original = CellFile.open(in)) {
            Same.matrices(made.matrix(new MatrixRef.X()), original.matrix(new MatrixRef.X()));
            Same.annotations(made, added);
            Same.frames(made.var(), new Frame(List.of("g", "h"), List.of()));
        }
        assertThat(Files.readAllBytes(in)).isEqualTo(before);
        assertThatThrownBy(() -> H5adWriter.copyWith(in, out, new Annotations(
                List.of(new Column.Strings("type", List.of("T"))), List.of(), List.of())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingIsAddedToATableInPlace() throws IOException {
        Path in = Texts.write(folder.resolve("a.csv"), ",g\nx,1\n");
        assertThatThrownBy(() -> H5adWriter.addInPlace(in, Annotations.none())).isInstanceOf(DataException.class)
                .hasMessageContaining("is no .h5ad file")
                .hasMessageContaining("cellwright convert " + in + " OUT.h5ad");
        assertThat(Files.readString(in, StandardCharsets.UTF_8)).isEqualTo(",g\nx,1\n");
    }

    @Test
    void h5adFileIsCopiedByteForByte() throws IOException {
        Path in = folder.resolve("in.h5ad");
        H5adWriter.create(in, new Samples(2).table(5, 4, 0.5), Annotations.none());
        Path out = folder.resolve("out.h5ad");
        try (CellFile cells = CellFile.open(in)) {
            H5adWriter.create(out, cells, Annotations.none());
        }
        assertThat(Files.readAllBytes(out)).isEqualTo(Files.readAllBytes(in));
    }
}
