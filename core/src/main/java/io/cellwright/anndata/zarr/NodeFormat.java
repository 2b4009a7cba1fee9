package io.cellwright.anndata.zarr;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.google.gson.JsonObject;
import io.cellwright.anndata.codec.Compressor;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.RowChunks;

/// How a version of Zarr tells of groups and arrays, and how it names chunks.
sealed interface NodeFormat permits FormatV2, FormatV3 {
    /// What is told of an array.
    ///
    /// @param type what one element is in a chunk
    /// @param shape lengths of the axes; none for a single value
    /// @param chunks how it is cut
    /// @param perShard chunks of a shard; 0 where each stands for itself
    /// @param compressor what chunks go through
    record Told(ElementType type, List<Long> shape, RowChunks chunks, int perShard, Compressor compressor) {
        /// The shape of a chunk, along the axes that there are.
        List<Integer> chunkShape(int times) {
            return IntStream.range(0, shape.size())
                    .mapToObj(d -> d == 0 ? times * chunks.chunkShape()[0] : chunks.chunkShape()[d]).toList();
        }
    }

    /// Metadata of a group, by the last part of their key.
    Map<String, JsonObject> group(JsonObject attributes);

    /// Metadata of an array, by the last part of their key.
    Map<String, JsonObject> array(Told told, JsonObject attributes);

    /// The last part of the key of a chunk, or of a shard.
    String chunk(int number, int rank);

    /// Metadata of all nodes together, by key. They go where the top group's stand, and have these in them.
    Map<String, JsonObject> consolidated(Map<String, JsonObject> all, JsonObject top);
}
