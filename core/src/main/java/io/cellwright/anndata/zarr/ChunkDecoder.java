package io.cellwright.anndata.zarr;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.DataFormatException;

import io.cellwright.anndata.codec.Blosc;
import io.cellwright.anndata.codec.Lz4;
import io.cellwright.anndata.codec.Shuffle;
import io.cellwright.anndata.codec.Streams;
import io.cellwright.anndata.codec.Zlib;
import io.cellwright.anndata.codec.Zstd;

/// Takes the codecs off stored chunks. Has buffers of its own: one decoder for each thread.
final class ChunkDecoder implements AutoCloseable {
    private final List<Codec> codecs;
    private final Blosc blosc = new Blosc();
    private final Zstd zstd = new Zstd();
    private final Lz4 lz4 = new Lz4();
    private final Zlib zlib = new Zlib(Zlib.isFast());
    private byte[] one = new byte[0];
    private byte[] other = new byte[0];

    ChunkDecoder(List<Codec> codecs) {
        this.codecs = codecs;
    }

    /// Decodes the first `length` bytes of a chunk that has `size` bytes when decoded.
    ///
    /// @return an array with them at its front, which may be the one that was given; the next call overwrites it
    /// @throws DataFormatException if it cannot be decoded to that size
    byte[] decode(byte[] stored, int length, int size) throws DataFormatException {
        byte[] in = stored;
        int count = length;
        boolean turn = false;
        for (int c = codecs.size() - 1; c >= 0; c--) {
            Codec codec = codecs.get(c);
            if (codec instanceof Codec.Crc32c) {
                count = checked(in, count);
                continue;
            }
            int before = codec.compresses() ? sizeBefore(c, size) : count;
            turn = !turn;
            byte[] out = turn ? roomInOne(before) : roomInOther(before);
            undo(codec, in, count, out, before);
            in = out;
            count = before;
        }
        if (count != size) {
            throw new DataFormatException("it holds " + count + " bytes, not " + size);
        }
        return in;
    }

    private byte[] roomInOne(int size) {
        one = one.length < size ? new byte[size] : one;
        return one;
    }

    private byte[] roomInOther(int size) {
        other = other.length < size ? new byte[size] : other;
        return other;
    }

    /// Bytes that codec `c` was given, which is what undoing it must yield.
    private int sizeBefore(int c, int size) throws DataFormatException {
        int before = size;
        for (Codec codec : codecs.subList(0, c)) {
            if (codec.compresses()) {
                throw new DataFormatException("it is compressed twice");
            }
            before = Math.addExact(before, codec.added());
        }
        return before;
    }

    private static int checked(byte[] bytes, int count) throws DataFormatException {
        int length = count - Integer.BYTES;
        if (length < 0 || little(bytes, length) != StoredChunks.checksum(bytes, length)) {
            throw new DataFormatException("its checksum is wrong");
        }
        return length;
    }

    private static int little(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }

    private void undo(Codec codec, byte[] in, int length, byte[] out, int size) throws DataFormatException {
        switch (codec) {
            case Codec.BloscBlocks() -> blosc.decode(in, 0, length, out, 0, size);
            case Codec.ZstdFrames() -> zstd.decode(in, 0, length, out, 0, size);
            case Codec.GzipStream() -> zlib.gunzip(in, 0, length, out, 0, size);
            case Codec.ZlibStream() -> zlib.inflate(in, 0, length, out, 0, size);
            case Codec.Lz4Block() -> {
                requireSize(lz4Size(in, length), size);
                lz4.decode(in, Integer.BYTES, length - Integer.BYTES, out, 0, size);
            }
            case Codec.Shuffled(int elementSize) -> Shuffle.undo(in, length, elementSize, out, 0);
            case Codec.Crc32c() -> throw new IllegalStateException("a checksum is not undone");
        }
    }

    private static int lz4Size(byte[] in, int length) throws DataFormatException {
        if (length < Integer.BYTES) {
            throw new DataFormatException("it is shorter than its size");
        }
        return little(in, 0);
    }

    private static void requireSize(int count, int size) throws DataFormatException {
        if (count != size) {
            throw new DataFormatException("it holds " + count + " bytes, not " + size);
        }
    }

    /// Decodes the first `length` bytes of a chunk of texts, whose size only the last codec may tell.
    ///
    /// @param most bytes that it may have
    /// @return an array with them alone, or the one that was given
    /// @throws DataFormatException if it cannot be decoded
    ByteBuffer decodeTexts(byte[] stored, int length, int most) throws DataFormatException {
        byte[] in = stored;
        int count = length;
        for (Codec codec : codecs.reversed()) {
            if (codec instanceof Codec.Crc32c) {
                count = checked(in, count);
                continue;
            }
            in = all(codec, in, count, most);
            count = in.length;
        }
        return ByteBuffer.wrap(in, 0, count).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private byte[] all(Codec codec, byte[] in, int length, int most) throws DataFormatException {
        return switch (codec) {
            case Codec.BloscBlocks() -> sized(codec, in, length, Blosc.decodedSize(in, 0, length), most);
            case Codec.Lz4Block() -> sized(codec, in, length, lz4Size(in, length), most);
            case Codec.ZstdFrames() -> Streams.all(Streams.Kind.ZSTD, in, 0, length, most);
            case Codec.GzipStream() -> Streams.all(Streams.Kind.GZIP, in, 0, length, most);
            case Codec.ZlibStream() -> Streams.all(Streams.Kind.ZLIB, in, 0, length, most);
            case Codec.Shuffled _ -> sized(codec, in, length, length, most);
            case Codec.Crc32c() -> throw new IllegalStateException("a checksum is not undone");
        };
    }

    private byte[] sized(Codec codec, byte[] in, int length, int size, int most) throws DataFormatException {
        if (size < 0 || size > most) {
            throw new DataFormatException("it holds " + size + " bytes, more than " + most);
        }
        byte[] out = new byte[size];
        undo(codec, in, length, out, size);
        return out;
    }

    @Override
    public void close() {
        blosc.close();
        zlib.close();
    }
}
