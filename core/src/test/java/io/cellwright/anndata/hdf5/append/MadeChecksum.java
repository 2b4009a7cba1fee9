package io.cellwright.anndata.hdf5.append;

import java.util.Arrays;

/// The checksum of HDF5's newer blocks, for tests that change such blocks.
public final class MadeChecksum {
    private MadeChecksum() {}

    /// Of the bytes from `from` until `to`.
    public static int of(byte[] bytes, int from, int to) {
        return Lookup3.of(Arrays.copyOfRange(bytes, from, to), to - from);
    }
}
