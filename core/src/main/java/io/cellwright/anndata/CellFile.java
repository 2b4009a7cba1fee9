package io.cellwright.anndata;

import java.nio.file.Path;
import java.util.function.Consumer;

import io.cellwright.data.CellTable;
import io.cellwright.data.CountRows;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;

/// A file of cells opened for reading, of whatever make: anndata's `.h5ad` or `.zarr`, Cell Ranger's, loom's, or text. What it is is told
/// by looking at it ([FileFormat]).
///
/// Whatever is wrong with a file comes as a [DataException] that names the file and the element.
public sealed interface CellFile extends AutoCloseable permits AnnDataFile, TableFile {
    /// Opens a file, or a folder that is one.
    ///
    /// @throws DataException if there is no such file, if it is of no make that is known here, or if it is damaged
    static CellFile open(Path path) {
        return open(path, Reading.plain());
    }

    /// Opens a file of which there is more than one way to read it.
    ///
    /// @throws IllegalArgumentException if a choice was made that files of this make do not leave
    static CellFile open(Path path, Reading reading) {
        AtomicFolder.leftAside(path).ifPresent(old -> {
            throw new DataException(path, "", "is not there: its replacement was cut off at the last moment. What was "
                    + "there is whole, under another name", "Give it its name back: mv '" + old + "' '" + path + "'");
        });
        FileFormat format = FileFormat.of(path);
        reading.requireFits(path, format);
        return switch (format) {
            case H5AD -> H5adFile.open(path);
            case ZARR -> ZarrFile.open(path);
            case TENX_H5, TENX_MTX, MTX, TEXT, LOOM -> TableFile.open(path, format, reading);
        };
    }

    /// The file as it was given to [#open].
    Path path();

    /// What make it is of.
    FileFormat format();

    /// What it is, in words such as "a 10x .h5 file of Cell Ranger 3 or later".
    String label();

    /// Its size on disk; of a folder that of the files that were read.
    long bytes();

    /// What is in the file, told without reading more than must be.
    Summary summary();

    /// The table about the cells.
    Frame obs();

    /// The table about the genes.
    Frame var();

    /// What of the table about the cells can be read.
    ///
    /// @param damaged takes why a column cannot, once for each
    /// @throws DataException if none of it can, not even the names
    default Frame readableObs(Consumer<DataException> damaged) {
        return obs();
    }

    /// What of the table about the genes can be read, likewise.
    default Frame readableVar(Consumer<DataException> damaged) {
        return var();
    }

    /// A matrix in compressed rows of float32, sorted, without zeros.
    ///
    /// @throws DataException if there is no such matrix, if it is damaged, or if a whole number is not exact as float32
    CsrMatrix matrix(MatrixRef ref);

    /// The same counts where they are: as long as the file is open, blocks of rows can be read from it. Where the file
    /// does not keep them row by row all are read now.
    CountRows rows(MatrixRef ref);

    /// The cells with one matrix and the genes that go with it.
    CellTable table(MatrixRef ref);

    /// A dense matrix of `obsm`, such as an embedding, as float32.
    ///
    /// @throws DataException if there is none of that name, or if it is not dense
    NamedMatrix obsm(String name);

    /// Number of columns of such a matrix, told without reading it where the file says so.
    ///
    /// @throws DataException if there is none of that name, or if it is not dense
    default long obsmColumns(String name) {
        return obsm(name).columns();
    }

    @Override
    void close();
}
