package io.cellwright.anndata.zarr;

import java.io.IOException;

/// The bytes under one key. For one thread.
interface Stored extends AutoCloseable {
    /// How many there are.
    long size();

    /// Reads `length` of them from `at` on, to the front of `into`. They must be there.
    void read(long at, byte[] into, int length) throws IOException;

    @Override
    void close();
}
