package io.cellwright.anndata.hdf5.append;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

import io.cellwright.anndata.store.ChunkFeed;
import io.cellwright.anndata.store.ElementType;

/// Writes a long one-dimensional array as its elements come, however many these will be. The bytes do not depend on the
/// portions in which they come.
public final class GrowingArray {
    private final Hdf5Appender file;
    private final ElementType type;
    private final ChunkedArray how;
    private final int length;
    private final ChunkFeed feed;
    private long[] address = new long[64];
    private int[] size = new int[64];
    private int chunks;
    private long count;

    /// An array without elements.
    ///
    /// @param file where to
    /// @param type of the elements
    /// @param how chunks are made
    /// @param most elements that may come; where they are fewer than a chunk takes, the chunk is made as small
    public GrowingArray(Hdf5Appender file, ElementType type, ChunkedArray how, long most) {
        this.file = file;
        this.type = type;
        this.how = how;
        this.length = Math.clamp(most, 1, how.elements());
        this.feed = new ChunkFeed(Math.multiplyExact(length, type.size()), how.compressor(type.size())::compress,
                this::accept, how.stop());
    }

    private void accept(int number, byte[] encoded) throws IOException {
        if (number == address.length) {
            address = Arrays.copyOf(address, 2 * number);
            size = Arrays.copyOf(size, 2 * number);
        }
        size[number] = encoded.length;
        address[number] = file.allocate(encoded.length);
        file.write(ByteBuffer.wrap(encoded), address[number]);
        chunks = number + 1;
    }

    /// Adds `elements` elements at the end, which are the first bytes of a buffer.
    public void append(byte[] bytes, int elements) throws IOException {
        feed.take(bytes, 0, elements * type.size());
        count += elements;
    }

    /// Writes what is left. A chunk is always stored whole; behind the last element come zeros.
    ///
    /// @return address of the object header
    public long finish() throws IOException {
        feed.finish();
        return how.header(file, type, new ChunkedArray.Stored(new long[] {count}, new int[] {length},
                Arrays.copyOf(address, chunks), Arrays.copyOf(size, chunks)), List.of());
    }
}
