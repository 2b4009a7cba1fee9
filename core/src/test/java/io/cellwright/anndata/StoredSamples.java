package io.cellwright.anndata;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Made files whose matrices are kept in many ways.
final class StoredSamples {
    private StoredSamples() {}

    static List<String> names() {
        return List.of("matrices.h5ad", "latest.h5ad", "ordered.h5ad", "twin2.zarr", "twin3.zarr", "sharded.zarr");
    }

    static Path unpack(String name, Path folder) throws IOException {
        return name.endsWith(".zarr") ? MadeZarr.unpack(name, folder) : MadeH5ad.unpack(name, folder);
    }
}
