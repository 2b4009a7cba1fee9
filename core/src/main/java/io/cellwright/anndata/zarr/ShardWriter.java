package io.cellwright.anndata.zarr;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Puts chunks under keys of their own, or several behind each other with an index at the end: where each begins and
/// its length, and four bytes of CRC-32C.
final class ShardWriter {
    private static final int ENTRY = 2 * Long.BYTES;
    private static final long MISSING = -1;

    private final ArrayWriter array;
    private final int rank;
    private final int perShard;
    private final ByteArrayOutputStream shard = new ByteArrayOutputStream();
    private final ByteBuffer index;
    private int number;

    /// @param rank number of axes
    /// @param perShard chunks of a shard; 0 for none
    ShardWriter(ArrayWriter array, int rank, int perShard) {
        this.array = array;
        this.rank = rank;
        this.perShard = perShard;
        this.index = ByteBuffer.allocate(perShard * ENTRY + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Takes chunks in their order.
    void accept(int chunk, byte[] encoded) throws IOException {
        if (perShard == 0) {
            array.put(chunk, rank, encoded);
            return;
        }
        index.putLong(shard.size()).putLong(encoded.length);
        shard.writeBytes(encoded);
        if (index.remaining() == Integer.BYTES) {
            end();
        }
    }

    private void end() throws IOException {
        while (index.remaining() > Integer.BYTES) {
            index.putLong(MISSING).putLong(MISSING);
        }
        index.putInt(StoredChunks.checksum(index.array(), perShard * ENTRY));
        shard.writeBytes(index.array());
        array.put(number++, rank, shard.toByteArray());
        shard.reset();
        index.clear();
    }

    /// Writes the last shard, if it is not whole.
    void finish() throws IOException {
        if (index.position() > 0) {
            end();
        }
    }
}
