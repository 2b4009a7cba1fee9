package io.cellwright.anndata.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;

/// Blosc 1, which most of Zarr is compressed with: blocks of bytes, shuffled by byte or by bit, each compressed by
/// another codec. For one thread.
///
/// Source: the header as c-blosc's `README_CHUNK_FORMAT.rst` tells it. Snappy is not read, as numcodecs is built without
/// it.
public final class Blosc implements AutoCloseable {
    private static final int HEADER = 16;
    private static final int MOST_SPLITS = 16;
    private static final int LEAST_SPLIT = 128;

    private final Lz4 lz4 = new Lz4();
    private final Zstd zstd = new Zstd();
    private final Zlib zlib = new Zlib(Zlib.isFast());
    private byte[] shuffled = new byte[0];

    /// @param flags how it is kept
    /// @param typeSize bytes of an element
    /// @param bytes size when decoded
    /// @param block size of a block when decoded
    private record Header(int flags, int typeSize, int bytes, int block) {
        boolean byByte() {
            return (flags & 1) != 0 && typeSize > 1;
        }

        boolean stored() {
            return (flags & 2) != 0;
        }

        boolean byBit() {
            return (flags & 4) != 0 && block >= typeSize;
        }

        int codec() {
            return flags >> 5;
        }

        /// Whole blocks may be cut into one part for each byte of an element.
        int parts(boolean whole) {
            boolean split = whole && (flags & 16) == 0 && typeSize <= MOST_SPLITS && block / typeSize >= LEAST_SPLIT;
            return split ? typeSize : 1;
        }
    }

    private static Header header(byte[] in, int from, int length) throws DataFormatException {
        if (length < HEADER) {
            throw new DataFormatException("it is shorter than a Blosc header");
        }
        ByteBuffer b = ByteBuffer.wrap(in, from, HEADER).slice().order(ByteOrder.LITTLE_ENDIAN);
        Header header = new Header(b.get(2) & 0xff, b.get(3) & 0xff, b.getInt(4), b.getInt(8));
        if (b.get(0) != 2) {
            throw new DataFormatException("it is Blosc of format " + b.get(0) + ", where 2 is known");
        }
        if (header.typeSize == 0 || header.bytes < 0 || header.block < 0 || b.getInt(12) != length) {
            throw new DataFormatException("it has a Blosc header that does not fit its " + length + " bytes");
        }
        return header;
    }

    /// The size that `length` bytes of `in` from `from` on say they have when decoded.
    ///
    /// @throws DataFormatException if there is no header
    public static int decodedSize(byte[] in, int from, int length) throws DataFormatException {
        return header(in, from, length).bytes;
    }

    /// Decodes `length` bytes of `in` from `from` on into `size` bytes of `out` at `at`.
    ///
    /// @throws DataFormatException if they are no Blosc of exactly that size
    public void decode(byte[] in, int from, int length, byte[] out, int at, int size) throws DataFormatException {
        Header header = header(in, from, length);
        Malformed.requireSize(header.bytes, size);
        if (header.stored()) {
            Malformed.requireSize(length - HEADER, size);
            System.arraycopy(in, from + HEADER, out, at, size);
            return;
        }
        if (size == 0) {
            return;
        }
        if (header.block == 0 || Math.ceilDiv(size, header.block) > (length - HEADER) / Integer.BYTES) {
            throw new DataFormatException("it has no room for blocks of " + header.block + " bytes");
        }
        ByteBuffer stored = ByteBuffer.wrap(in, from, length).slice().order(ByteOrder.LITTLE_ENDIAN);
        int blocks = Math.ceilDiv(size, header.block);
        for (int b = 0; b < blocks; b++) {
            int first = b * header.block;
            int count = Math.min(header.block, size - first);
            block(header, stored, stored.getInt(HEADER + Integer.BYTES * b), count, out, at + first);
        }
    }

    private void block(Header header, ByteBuffer stored, int place, int count, byte[] out, int at)
            throws DataFormatException {
        if (!header.byByte() && !header.byBit()) {
            parts(header, stored, place, count, out, at);
            return;
        }
        if (shuffled.length < count) {
            shuffled = new byte[count];
        }
        parts(header, stored, place, count, shuffled, 0);
        if (header.byByte()) {
            Shuffle.undo(shuffled, count, header.typeSize, out, at);
        } else {
            Shuffle.undoBits(shuffled, count, header.typeSize, out, at);
        }
    }

    private void parts(Header header, ByteBuffer stored, int place, int count, byte[] out, int at)
            throws DataFormatException {
        int parts = header.parts(count == header.block);
        int size = count / parts;
        Malformed.requireSize(size * parts, count);
        int next = place;
        for (int p = 0; p < parts; p++) {
            if (next < HEADER || next > stored.limit() - Integer.BYTES) {
                throw new DataFormatException("it has a block outside itself");
            }
            int length = stored.getInt(next);
            next += Integer.BYTES;
            if (length < 0 || length > stored.limit() - next) {
                throw new DataFormatException("it has a block of " + length + " bytes, more than there are");
            }
            part(header.codec(), stored.array(), stored.arrayOffset() + next, length, out, at + p * size, size);
            next += length;
        }
    }

    private void part(int codec, byte[] in, int from, int length, byte[] out, int at, int size)
            throws DataFormatException {
        if (length == size) {
            System.arraycopy(in, from, out, at, size);
            return;
        }
        switch (codec) {
            case 0 -> BloscLz.decode(in, from, length, out, at, size);
            case 1 -> lz4.decode(in, from, length, out, at, size);
            case 3 -> zlib.inflate(in, from, length, out, at, size);
            case 4 -> zstd.decode(in, from, length, out, at, size);
            default -> throw new DataFormatException("it is Blosc with codec " + codec
                    + ", where blosclz, lz4, zlib and zstd are known");
        }
    }

    @Override
    public void close() {
        zlib.close();
    }
}
