package io.cellwright.anndata.hdf5;

import java.util.List;

/// Where the chunks of a dataset lie. Chunks stand in a grid; number `i` counts through it with the last axis fastest.
///
/// @param chunkShape elements of a chunk along each axis
/// @param gridShape chunks along each axis
/// @param address where each chunk lies, [Hdf5File#NOWHERE] where it was never written
/// @param size bytes that each takes in the file
/// @param mask bit `f` says that filter `f` was left out for this chunk
/// @param filters what chunks go through, in the order of writing
record ChunkTable(int[] chunkShape, int[] gridShape, long[] address, int[] size, int[] mask, List<Filter> filters) {
    /// Elements of one chunk; those at the edge are stored whole.
    int chunkElements() {
        int elements = 1;
        for (int length : chunkShape) {
            elements = Math.multiplyExact(elements, length);
        }
        return elements;
    }
}
