package io.cellwright.anndata.zarr;

import java.io.IOException;

/// Takes bytes under keys such as `obs/_index/.zarray`, each of which comes once.
@FunctionalInterface
public interface KeyWriter {
    /// Keeps bytes under a key.
    void put(String key, byte[] bytes) throws IOException;
}
