package io.cellwright.anndata.hdf5.append;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Collects the texts of one commit in shared collections of the global heap: 4 KiB first, then doubling, so that a few
/// attributes cost little and a million names need few collections.
final class TextPool {
    private static final int SIGNATURE = 0x4c4f4347;
    /// Bytes of what refers to a text.
    static final int REFERENCE = 16;
    private static final int HEADER = 16;
    private static final int FIRST_SIZE = 1 << 12;
    private static final int LAST_SIZE = 1 << 20;
    private static final int MOST_OBJECTS = 0xffff;

    private final Hdf5Appender file;
    private int nextSize = FIRST_SIZE;
    private long address;
    private ByteBuffer collection = ByteBuffer.allocate(0);
    private int objects;

    TextPool(Hdf5Appender file) {
        this.file = file;
    }

    /// Keeps texts.
    ///
    /// @return for each its length, the address of its collection and its number there: 16 bytes
    byte[] references(List<String> texts) throws IOException {
        byte[] all = new byte[Math.multiplyExact(REFERENCE, texts.size())];
        ByteBuffer references = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (bytes.length == 0) {
                // As the HDF5 library writes it: nothing is kept for an empty text.
                references.putInt(0).putLong(0).putInt(0);
                continue;
            }
            int number = keep(bytes);
            references.putInt(bytes.length).putLong(address).putInt(number);
        }
        return all;
    }

    private int keep(byte[] bytes) throws IOException {
        int padded = Math.addExact(bytes.length, 7) / 8 * 8;
        if (collection.remaining() < HEADER + padded || objects == MOST_OBJECTS) {
            flush();
            open(Math.addExact(2 * HEADER, padded));
        }
        objects++;
        int end = collection.position() + HEADER + padded;
        collection.putShort((short) objects).putShort((short) 0).putInt(0).putLong(bytes.length).put(bytes);
        collection.position(end);
        return objects;
    }

    private void open(int needed) {
        int size = Math.max(nextSize, needed);
        nextSize = Math.min(LAST_SIZE, 2 * nextSize);
        address = file.allocate(size);
        collection = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        collection.putInt(SIGNATURE).put((byte) 1).put((byte) 0).putShort((short) 0).putLong(size);
        objects = 0;
    }

    /// Writes the collection that is being filled. Object 0 stands for the room that is left.
    void flush() throws IOException {
        if (collection.capacity() == 0) {
            return;
        }
        int left = collection.remaining();
        if (left >= HEADER) {
            collection.putShort((short) 0).putShort((short) 0).putInt(0).putLong(left);
        }
        file.write(collection.clear(), address);
        collection = ByteBuffer.allocate(0);
    }
}
