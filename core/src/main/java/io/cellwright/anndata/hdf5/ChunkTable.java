package io.cellwright.anndata.hdf5;

import java.util.List;

import io.cellwright.anndata.store.ChunkGrid;

/// Where the chunks of a dataset lie.
///
/// @param grid how they are counted
/// @param address where each chunk lies, [Hdf5File#NOWHERE] where it was never written
/// @param size bytes that each takes in the file
/// @param mask bit `f` says that filter `f` was left out for this chunk
/// @param filters what chunks go through, in the order of writing
record ChunkTable(ChunkGrid grid, long[] address, int[] size, int[] mask, List<Filter> filters) {}
