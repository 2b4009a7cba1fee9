package io.cellwright.anndata.zarr;

import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

import io.cellwright.anndata.codec.Compressor;

/// How a store is written.
///
/// @param format 2 or 3
/// @param compressor what chunks go through whose elements have so many bytes
/// @param elements about how many elements a chunk has
/// @param shardElements about how many elements a shard has, which holds many chunks; 0 for chunks of their own
/// @param stop whether to leave off
public record ZarrLayout(int format, IntFunction<Compressor> compressor, int elements, int shardElements,
        BooleanSupplier stop) {}
