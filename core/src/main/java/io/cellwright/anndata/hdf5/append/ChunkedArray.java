package io.cellwright.anndata.hdf5.append;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.Deflater;

/// Writes a long one-dimensional array in chunks that are shuffled and deflated, as h5py writes it with
/// `compression="gzip", shuffle=True`. Each chunk is made on its own, so that the bytes do not depend on the number of
/// threads.
public final class ChunkedArray {
    /// 128 KiB of four-byte elements: large enough to compress well, small enough for reading a few rows.
    private static final int CHUNK_ELEMENTS = 1 << 15;
    private static final int CHUNKS_AT_ONCE = 64;
    /// h5py's default.
    private static final int LEVEL = 4;

    private ChunkedArray() {}

    /// Gives elements `from` until `from + count` of the array as bytes.
    @FunctionalInterface
    public interface Source {
        /// Puts the elements into `into`.
        void put(int from, int count, ByteBuffer into);
    }

    /// Writes float32.
    ///
    /// @return address of the object header
    public static long floats(Hdf5Appender file, int count, Source source) throws IOException {
        return write(file, new Data.Floats(new float[0]), Float.BYTES, count, source);
    }

    /// Writes int32.
    ///
    /// @return address of the object header
    public static long ints(Hdf5Appender file, int count, Source source) throws IOException {
        return write(file, new Data.Ints(new int[0]), Integer.BYTES, count, source);
    }

    private static long write(Hdf5Appender file, Data type, int elementSize, int count, Source source)
            throws IOException {
        int length = Math.clamp(count, 1, CHUNK_ELEMENTS);
        int chunks = Math.ceilDiv(count, length);
        long[] address = new long[chunks];
        int[] size = new int[chunks];
        for (int from = 0; from < chunks; from += CHUNKS_AT_ONCE) {
            List<byte[]> encoded = IntStream.range(from, Math.min(chunks, from + CHUNKS_AT_ONCE)).parallel()
                    .mapToObj(k -> encode(k, length, elementSize, count, source)).toList();
            for (int i = 0; i < encoded.size(); i++) {
                size[from + i] = encoded.get(i).length;
                address[from + i] = file.allocate(encoded.get(i).length);
                file.write(ByteBuffer.wrap(encoded.get(i)), address[from + i]);
            }
        }
        long tree = new ChunkTree(file, length, chunks).write(address, size);
        List<Message> messages = new ArrayList<>();
        messages.add(Message.dataspace(true, count));
        messages.add(new Message(Message.DATATYPE, Message.CONSTANT, 0, Message.datatype(type)));
        messages.add(new Message(Message.FILL_VALUE, Message.CONSTANT, 0, new byte[] {3, 0x0b}));
        messages.add(Message.of(Message.LAYOUT, new Bytes().u8(3).u8(2).u8(2).u64(tree).u32(length)
                .u32(elementSize)));
        messages.add(filters(elementSize));
        return file.header(new Hdf5Appender.HeaderKind(0, new byte[0]), messages);
    }

    private static Message filters(int elementSize) {
        // Each: number of the filter, 1 for "may be left out", how many numbers it takes, the numbers.
        Bytes b = new Bytes().u8(2).u8(2).u16(2).u16(1).u16(1).u32(elementSize).u16(1).u16(1).u16(1).u32(LEVEL);
        return new Message(Message.FILTERS, Message.CONSTANT, 0, b.toArray());
    }

    /// A chunk is always stored whole; behind the last element come zeros.
    private static byte[] encode(int k, int length, int elementSize, int count, Source source) {
        byte[] bytes = new byte[length * elementSize];
        int from = k * length;
        source.put(from, Math.min(length, count - from), ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        byte[] shuffled = new byte[length * elementSize];
        for (int part = 0; part < elementSize; part++) {
            for (int i = 0; i < length; i++) {
                shuffled[part * length + i] = bytes[i * elementSize + part];
            }
        }
        return deflate(shuffled);
    }

    private static byte[] deflate(byte[] bytes) {
        try (Deflater deflater = new Deflater(LEVEL)) {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] out = new byte[bytes.length / 2 + 64];
            int count = 0;
            while (!deflater.finished()) {
                if (count == out.length) {
                    out = Arrays.copyOf(out, 2 * out.length);
                }
                count += deflater.deflate(out, count, out.length - count);
            }
            return Arrays.copyOf(out, count);
        }
    }
}
