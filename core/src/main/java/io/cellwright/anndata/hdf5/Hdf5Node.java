package io.cellwright.anndata.hdf5;

/// A group or a dataset of an HDF5 file.
public sealed interface Hdf5Node permits Hdf5Group, Hdf5Dataset {
    /// Where it is, such as `obs/cell_type`; empty for the top group.
    String path();

    /// The file that it is in.
    Hdf5File file();

    /// Its attributes.
    Attributes attributes();

    /// Address of its object header.
    long address();
}
