package io.cellwright.anndata.zarr;

import java.util.List;
import java.util.Optional;

/// Bytes under keys such as `obs/_index/.zarray`, whatever they are kept in. May be used from several threads.
interface Keys extends AutoCloseable {
    /// What a node keeps its metadata under.
    List<String> METADATA = List.of("zarr.json", ".zarray", ".zgroup", ".zattrs", ".zmetadata");

    /// What stands under a key, or nothing.
    Optional<Stored> open(String key);

    /// Names of the nodes right below a group, in alphabetical order.
    List<String> children(String group);

    /// Number of bytes under all keys together; counting may end where `enough` are reached.
    long bytes(long enough);

    @Override
    void close();
}
