package io.cellwright.anndata;

import java.nio.file.Path;

import io.cellwright.anndata.hdf5.Hdf5File;
import io.cellwright.data.DataException;

/// An `.h5ad` file opened for reading, of any anndata version from 0.5 on.
public final class H5adFile extends AnnDataFile {
    private H5adFile(Hdf5File file) {
        super(file, "This is an HDF5 file but not an .h5ad file as anndata writes it");
    }

    /// Opens a file.
    ///
    /// @throws DataException if there is no such file, it is no whole HDF5 file, or it has no obs and var
    public static H5adFile open(Path path) {
        return checked(new H5adFile(Hdf5File.open(path)));
    }

    @Override
    public FileFormat format() {
        return FileFormat.H5AD;
    }

    @Override
    public String label() {
        return "an .h5ad file";
    }
}
