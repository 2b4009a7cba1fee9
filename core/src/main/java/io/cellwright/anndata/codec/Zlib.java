package io.cellwright.anndata.codec;

import java.nio.ByteBuffer;
import java.util.zip.Adler32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.deflate.DeflateDecompressor;
import io.airlift.compress.v3.deflate.DeflateNativeDecompressor;
import org.jspecify.annotations.Nullable;

/// Inflates zlib streams (HDF5's `gzip`) of known size: with libdeflate where aircompressor brings it for this machine
/// (twice as fast), else with the JDK's Inflater. For one thread.
public final class Zlib implements AutoCloseable {
    private static final int HEADER = 2;
    private static final int CHECKSUM = 4;
    /// Bytes that are summed in one call. The JVM has fast code for it only where a compiled method calls it, and
    /// compiles what is called often: of whole chunks there are too few, and their sums take up to a third of all.
    private static final int PIECE = 1 << 12;

    private final @Nullable DeflateDecompressor fast;
    private final Inflater plain = new Inflater();
    private final Adler32 adler = new Adler32();

    /// @param useFast whether to use libdeflate, which must be there
    public Zlib(boolean useFast) {
        fast = useFast ? DeflateDecompressor.create() : null;
    }

    /// Whether libdeflate is there.
    public static boolean isFast() {
        return DeflateNativeDecompressor.isEnabled();
    }

    /// Inflates `length` bytes of `in` from `from` on into `size` bytes of `out` at `at`.
    ///
    /// @throws DataFormatException if they are no zlib stream of exactly that size
    public void inflate(byte[] in, int from, int length, byte[] out, int at, int size) throws DataFormatException {
        if (fast == null) {
            inflatePlain(in, from, length, out, at, size);
            return;
        }
        boolean zlib = length >= HEADER + CHECKSUM && (in[from] & 0x0f) == 8 && (in[from + 1] & 0x20) == 0
                && (ByteBuffer.wrap(in).getShort(from) & 0xffff) % 31 == 0;
        if (!zlib) {
            throw new DataFormatException("no zlib stream");
        }
        int count;
        try {
            count = fast.decompress(in, from + HEADER, length - HEADER - CHECKSUM, out, at, size);
        } catch (MalformedInputException e) {
            throw wrong("cannot be inflated: " + e.getMessage());
        }
        requireSize(count, size);
        adler.reset();
        for (int done = 0; done < size; done += PIECE) {
            adler.update(out, at + done, Math.min(PIECE, size - done));
        }
        if ((int) adler.getValue() != ByteBuffer.wrap(in).getInt(from + length - CHECKSUM)) {
            throw new DataFormatException("its checksum is wrong");
        }
    }

    private void inflatePlain(byte[] in, int from, int length, byte[] out, int at, int size) throws DataFormatException {
        plain.reset();
        plain.setInput(in, from, length);
        int count = 0;
        while (count < size) {
            int more = plain.inflate(out, at + count, size - count);
            if (more == 0) {
                break;
            }
            count += more;
        }
        requireSize(count, size);
        if (!plain.finished() && plain.inflate(new byte[1]) != 0) {
            throw new DataFormatException("it holds more than " + size + " bytes");
        }
        if (!plain.finished()) {
            throw new DataFormatException("it is cut off");
        }
    }

    private static void requireSize(int count, int size) throws DataFormatException {
        if (count != size) {
            throw new DataFormatException("it holds " + count + " bytes, not " + size);
        }
    }

    private static DataFormatException wrong(String found) {
        return new DataFormatException(found);
    }

    @Override
    public void close() {
        plain.end();
    }
}
