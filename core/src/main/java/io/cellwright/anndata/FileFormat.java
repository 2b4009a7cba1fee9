package io.cellwright.anndata;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import io.cellwright.anndata.hdf5.Hdf5File;
import io.cellwright.anndata.loom.Loom;
import io.cellwright.anndata.tenx.TenxFolder;
import io.cellwright.anndata.tenx.TenxH5;
import io.cellwright.anndata.text.MatrixMarket;
import io.cellwright.anndata.text.TextLines;
import io.cellwright.data.DataException;

/// The makes of files that are read. Nobody has to say which one a file is: that is told by what the file begins with
/// and has in it, and only for tables of text by its name.
public enum FileFormat {
    /// anndata's `.h5ad`.
    H5AD,
    /// anndata's `.zarr`, a folder or a zip archive.
    ZARR,
    /// A `.h5` file of Cell Ranger.
    TENX_H5,
    /// A `.mtx` file with barcodes and features beside it, or the folder that holds them.
    TENX_MTX,
    /// A `.mtx` file that stands alone.
    MTX,
    /// A table of text: CSV, TSV and the like.
    TEXT,
    /// A `.loom` file.
    LOOM;

    private static final Pattern TEXT_NAME = Pattern.compile(".*\\.(csv|tsv|tab|txt)(\\.gz)?");
    private static final Pattern MTX_NAME = Pattern.compile(".*\\.mtx(\\.gz)?");
    private static final Pattern HDF5_NAME = Pattern.compile(".*\\.(h5ad|h5|hdf5|loom)");
    private static final String READ = "Read are .h5ad, .zarr, .zarr.zip, 10x .h5, folders with matrix.mtx, .mtx, .loom, "
            + "and .csv, .tsv or .txt tables, text also as .gz";

    /// Looks at a file.
    ///
    /// @throws DataException if it is none of these, or cannot be read
    public static FileFormat of(Path path) {
        try {
            if (Files.isDirectory(path)) {
                return ofFolder(path);
            }
            // What is no file at all is told where it is opened.
            return Files.isRegularFile(path) ? ofFile(path) : H5AD;
        } catch (AccessDeniedException e) {
            throw new DataException(path, "", "cannot be opened: permission denied", "", e);
        } catch (IOException e) {
            throw new DataException(path, "", "cannot be read: " + e.getMessage(), "", e);
        }
    }

    /// Whether results can be added to a file of this make. Of all others a new `.h5ad` file is written.
    public boolean takesAdditions() {
        return this == H5AD;
    }

    private static FileFormat ofFolder(Path folder) throws IOException {
        if (ZarrFile.isOne(folder)) {
            return ZARR;
        }
        if (TenxFolder.isOne(folder)) {
            return TENX_MTX;
        }
        List<Path> inside = TenxFolder.below(folder);
        throw new DataException(folder, "", "is a folder and has neither matrix.mtx nor the metadata of a Zarr store in it", inside.isEmpty() ? READ
                : "Did you mean " + inside.getFirst() + "?");
    }

    private static FileFormat ofFile(Path path) throws IOException {
        if (Hdf5File.isOne(path)) {
            return ofHdf5(path);
        }
        if (ZarrFile.isOne(path)) {
            return ZARR;
        }
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        if (HDF5_NAME.matcher(name).matches()) {
            return H5AD;
        }
        if (TextLines.start(path, MatrixMarket.SIGNATURE.length()).equalsIgnoreCase(MatrixMarket.SIGNATURE)
                || MTX_NAME.matcher(name).matches()) {
            return TenxFolder.hasNames(path) ? TENX_MTX : MTX;
        }
        if (TEXT_NAME.matcher(name).matches()) {
            return TEXT;
        }
        throw new DataException(path, "", Files.size(path) == 0 ? "is empty"
                : "is not an HDF5 file, and by its name no table of text", READ);
    }

    private static FileFormat ofHdf5(Path path) {
        try (Hdf5File file = Hdf5File.open(path)) {
            if (file.root().names().containsAll(List.of("obs", "var"))) {
                return H5AD;
            }
            return TenxH5.isOne(file) ? TENX_H5 : Loom.isOne(file) ? LOOM : H5AD;
        }
    }
}
