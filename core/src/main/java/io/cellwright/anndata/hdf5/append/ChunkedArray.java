package io.cellwright.anndata.hdf5.append;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;

/// Writes a long one-dimensional array as its elements come, in chunks that are shuffled and deflated, as h5py writes
/// it with `compression="gzip", shuffle=True`, or in plain ones. Each chunk is made on its own, so that the bytes do
/// not depend on the number of threads, nor on the portions in which elements come.
public final class ChunkedArray {
    /// 128 KiB of four-byte elements: large enough to compress well, small enough for reading a few rows.
    private static final int CHUNK_ELEMENTS = 1 << 15;
    private static final int CHUNKS_AT_ONCE = 32;

    private final Hdf5Appender file;
    private final Data type;
    private final int elementSize;
    private final int length;
    private final int level;
    private final List<byte[]> waiting = new ArrayList<>();
    private byte[] chunk;
    private ByteBuffer current;
    private long[] address = new long[CHUNKS_AT_ONCE];
    private int[] size = new int[CHUNKS_AT_ONCE];
    private int chunks;
    private long count;

    private ChunkedArray(Hdf5Appender file, Data type, int elementSize, long most, int level) {
        this.file = file;
        this.type = type;
        this.elementSize = elementSize;
        this.length = Math.clamp(most, 1, CHUNK_ELEMENTS);
        this.level = level;
        this.chunk = new byte[length * elementSize];
        this.current = little(chunk);
    }

    /// Gives elements `from` until `from + count` of a portion as bytes.
    @FunctionalInterface
    public interface Source {
        /// Puts the elements into `into`.
        void put(int from, int count, ByteBuffer into);
    }

    /// An array of float32.
    ///
    /// @param most elements that may come; of fewer than a chunk the chunk is made as small
    /// @param level of deflate, 1 to 9; 0 for plain chunks
    public static ChunkedArray floats(Hdf5Appender file, long most, int level) {
        return new ChunkedArray(file, new Data.Floats(new float[0]), Float.BYTES, most, level);
    }

    /// An array of int32.
    public static ChunkedArray ints(Hdf5Appender file, long most, int level) {
        return new ChunkedArray(file, new Data.Ints(new int[0]), Integer.BYTES, most, level);
    }

    /// An array of int64.
    public static ChunkedArray longs(Hdf5Appender file, long most, int level) {
        return new ChunkedArray(file, new Data.Wholes(Long.BYTES, new long[0]), Long.BYTES, most, level);
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Adds a portion at the end.
    public void append(int portion, Source source) throws IOException {
        for (int from = 0; from < portion;) {
            int n = Math.min(portion - from, current.remaining() / elementSize);
            source.put(from, n, current);
            from += n;
            if (!current.hasRemaining()) {
                waiting.add(chunk);
                chunk = new byte[chunk.length];
                current = little(chunk);
            }
            if (waiting.size() == CHUNKS_AT_ONCE) {
                writeWaiting();
            }
        }
        count += portion;
    }

    private void writeWaiting() throws IOException {
        for (byte[] stored : waiting.parallelStream().map(this::encode).toList()) {
            if (chunks == address.length) {
                address = Arrays.copyOf(address, 2 * chunks);
                size = Arrays.copyOf(size, 2 * chunks);
            }
            size[chunks] = stored.length;
            address[chunks] = file.allocate(stored.length);
            file.write(ByteBuffer.wrap(stored), address[chunks++]);
        }
        waiting.clear();
    }

    /// Writes what is left. A chunk is always stored whole; behind the last element come zeros.
    ///
    /// @return address of the object header
    public long finish() throws IOException {
        if (current.position() > 0) {
            waiting.add(chunk);
        }
        writeWaiting();
        long tree = new ChunkTree(file, length, chunks).write(Arrays.copyOf(address, chunks), size);
        List<Message> messages = new ArrayList<>();
        messages.add(Message.dataspace(true, count));
        messages.add(new Message(Message.DATATYPE, Message.CONSTANT, 0, Message.datatype(type)));
        messages.add(new Message(Message.FILL_VALUE, Message.CONSTANT, 0, new byte[] {3, 0x0b}));
        messages.add(Message.of(Message.LAYOUT, new Bytes().u8(3).u8(2).u8(2).u64(tree).u32(length)
                .u32(elementSize)));
        if (level > 0) {
            messages.add(filters());
        }
        return file.header(new Hdf5Appender.HeaderKind(0, new byte[0]), messages);
    }

    private Message filters() {
        // Each: number of the filter, 1 for "may be left out", how many numbers it takes, the numbers.
        Bytes b = new Bytes().u8(2).u8(2).u16(2).u16(1).u16(1).u32(elementSize).u16(1).u16(1).u16(1).u32(level);
        return new Message(Message.FILTERS, Message.CONSTANT, 0, b.toArray());
    }

    private byte[] encode(byte[] bytes) {
        if (level == 0) {
            return bytes;
        }
        byte[] shuffled = new byte[bytes.length];
        for (int part = 0; part < elementSize; part++) {
            for (int i = 0; i < length; i++) {
                shuffled[part * length + i] = bytes[i * elementSize + part];
            }
        }
        return deflate(shuffled);
    }

    private byte[] deflate(byte[] bytes) {
        try (Deflater deflater = new Deflater(level)) {
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
