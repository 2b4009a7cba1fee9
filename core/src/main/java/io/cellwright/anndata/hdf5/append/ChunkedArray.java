package io.cellwright.anndata.hdf5.append;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.cellwright.anndata.codec.Compressor;
import io.cellwright.anndata.store.Attribute;
import io.cellwright.anndata.store.ChunkFeed;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.Elements;
import io.cellwright.anndata.store.RowChunks;

/// Writes a large array in chunks that are shuffled and deflated, as h5py writes it with `compression="gzip",
/// shuffle=True`, or left as they are.
///
/// @param elements about how many elements a chunk has
/// @param level of deflate, from 1 to 9; 0 for none, and no shuffle either
/// @param stop whether to leave off
public record ChunkedArray(int elements, int level, BooleanSupplier stop) {
    /// 128 KiB of four-byte elements: large enough to compress well, small enough for reading a few rows.
    public static final int USUAL_ELEMENTS = 1 << 15;
    /// h5py's default.
    public static final int USUAL_LEVEL = 4;

    /// What is usual.
    public static ChunkedArray usual() {
        return new ChunkedArray(USUAL_ELEMENTS, USUAL_LEVEL, () -> false);
    }

    /// Writes numbers or truth values.
    ///
    /// @return address of the object header
    public long write(Hdf5Appender file, Elements array, List<Attribute> attributes) throws IOException {
        int elementSize = array.type().size();
        RowChunks chunks = RowChunks.of(array.shape(), elementSize, elements);
        long[] address = new long[chunks.count()];
        int[] size = new int[chunks.count()];
        ChunkFeed.run(array, chunks.elements(), compressor(elementSize)::compress, (k, encoded) -> {
            size[k] = encoded.length;
            address[k] = file.allocate(encoded.length);
            file.write(ByteBuffer.wrap(encoded), address[k]);
        }, stop);
        return header(file, array.type(), new Stored(chunks.shape(), chunks.chunkShape(), address, size), attributes);
    }

    /// Chunks that are in the file.
    ///
    /// @param shape of the array
    /// @param chunkShape of each chunk
    /// @param address where each is
    /// @param size its bytes
    record Stored(long[] shape, int[] chunkShape, long[] address, int[] size) {}

    Compressor compressor(int elementSize) {
        return level == 0 ? new Compressor.None() : new Compressor.ShuffledZlib(level, elementSize);
    }

    /// Writes what finds the chunks.
    ///
    /// @return address of the object header
    long header(Hdf5Appender file, ElementType type, Stored stored, List<Attribute> attributes) throws IOException {
        int rank = stored.shape.length;
        long tree = new ChunkTree(file, stored.chunkShape[0], stored.address.length, rank).write(stored.address,
                stored.size);
        List<Message> messages = new ArrayList<>();
        messages.add(Message.dataspace(true, stored.shape));
        messages.add(new Message(Message.DATATYPE, Message.CONSTANT, 0, Message.datatype(type)));
        messages.add(new Message(Message.FILL_VALUE, Message.CONSTANT, 0, new byte[] {3, 0x0b}));
        Bytes layout = new Bytes().u8(3).u8(2).u8(rank + 1).u64(tree);
        for (int length : stored.chunkShape) {
            layout.u32(length);
        }
        messages.add(Message.of(Message.LAYOUT, layout.u32(type.size())));
        if (level > 0) {
            messages.add(filters(type.size()));
        }
        file.addAttributes(messages, attributes);
        return file.header(new Hdf5Appender.HeaderKind(0, new byte[0]), messages);
    }

    private Message filters(int elementSize) {
        // Each: number of the filter, 1 for "may be left out", how many numbers it takes, the numbers.
        Bytes b = new Bytes().u8(2).u8(2).u16(2).u16(1).u16(1).u32(elementSize).u16(1).u16(1).u16(1).u32(level);
        return new Message(Message.FILTERS, Message.CONSTANT, 0, b.toArray());
    }
}
