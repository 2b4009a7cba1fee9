/// Zarr, of versions 2 and 3, in a folder or a zip archive: the part of it that AnnData is kept in.
///
/// No other library for Zarr resolves and reads AnnData's texts, so that keys, metadata and chunks are read here;
/// LZ4, Zstandard and deflate come from aircompressor and the JDK. Consolidated metadata are passed over: each node's
/// own are read, which they are a copy of.
///
/// Nothing in here is part of the public interface.
@NullMarked
package io.cellwright.anndata.zarr;

import org.jspecify.annotations.NullMarked;
