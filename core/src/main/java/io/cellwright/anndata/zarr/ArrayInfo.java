package io.cellwright.anndata.zarr;

import java.util.List;
import java.util.function.Supplier;

import io.cellwright.anndata.store.ChunkGrid;

/// What the metadata of an array say.
///
/// @param shape elements along each axis; none for a single value
/// @param type what one is
/// @param layout how they are kept; an exception where that is not known here
record ArrayInfo(long[] shape, DataType type, Supplier<Layout> layout) {
    /// Where the chunks are and what they go through.
    ///
    /// @param chunkShape elements of a chunk along each axis
    /// @param keys what the chunks are kept under
    /// @param sharding how chunks are parts of larger ones, if they are
    /// @param codecs what bytes go through, in the order of writing
    /// @param fill what an element is whose chunk is not there
    record Layout(int[] chunkShape, ChunkKeys keys, Sharding sharding, List<Codec> codecs, Fill fill) {
        /// The same with at least one axis: a single value is one chunk of one.
        Layout withAxis() {
            int[] one = {1};
            return chunkShape.length > 0 ? this : new Layout(one, keys,
                    new Sharding(one, sharding.sharded, sharding.indexAtEnd, sharding.indexChecked), codecs, fill);
        }
    }

    /// The names of chunks.
    ///
    /// @param prefix what stands before the numbers
    /// @param separator what stands between them
    record ChunkKeys(String prefix, String separator) {
        /// Until version 2, and where it is asked for.
        static ChunkKeys v2(String separator) {
            return new ChunkKeys("", separator);
        }

        /// The name for a place in the grid. A single value is the chunk `0` of version 2, `c` of version 3.
        String name(long[] at, int rank) {
            StringBuilder name = new StringBuilder(prefix);
            for (int d = 0; d < rank; d++) {
                name.append(name.isEmpty() ? "" : separator).append(at[d]);
            }
            return name.isEmpty() ? "0" : name.toString();
        }
    }

    /// How inner chunks lie in a shard.
    ///
    /// @param shardShape elements of a shard along each axis; that of a chunk where there are no shards
    /// @param sharded whether there are shards
    /// @param indexAtEnd where the index stands
    /// @param indexChecked whether four bytes of CRC-32C follow it
    record Sharding(int[] shardShape, boolean sharded, boolean indexAtEnd, boolean indexChecked) {
        static Sharding none(int[] chunkShape) {
            return new Sharding(chunkShape, false, false, false);
        }

        /// Inner chunks of a shard along each axis.
        ChunkGrid inner(int[] chunkShape) {
            long[] shape = new long[shardShape.length];
            for (int d = 0; d < shape.length; d++) {
                shape[d] = shardShape[d];
            }
            return ChunkGrid.of(shape, chunkShape);
        }
    }
}
