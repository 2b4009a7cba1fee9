package io.cellwright.anndata.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.deflate.DeflateDecompressor;
import io.airlift.compress.v3.deflate.DeflateNativeDecompressor;
import org.jspecify.annotations.Nullable;

/// Inflates zlib streams (HDF5's `gzip`) and gzip of known size: with libdeflate where aircompressor brings it for this
/// machine (twice as fast), else with the JDK's Inflater. For one thread.
public final class Zlib implements AutoCloseable {
    private static final int HEADER = 2;
    private static final int CHECKSUM = 4;
    private static final int GZIP_HEADER = 10;
    private static final int GZIP_TRAILER = 8;
    /// How gzip begins that is deflated and has no flags set.
    private static final int PLAIN_GZIP = 0x00_08_8b_1f;
    /// Bytes that are summed in one call. The JVM has fast code for it only where a compiled method calls it, and
    /// compiles what is called often: of whole chunks there are too few, and their sums take up to a third of all.
    private static final int PIECE = 1 << 12;

    private final @Nullable DeflateDecompressor fast;
    private @Nullable Inflater slow;
    private final Adler32 adler = new Adler32();
    private final CRC32 crc = new CRC32();

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
        sum(adler, out, at, size);
        if ((int) adler.getValue() != ByteBuffer.wrap(in).getInt(from + length - CHECKSUM)) {
            throw new DataFormatException("its checksum is wrong");
        }
    }

    /// Decodes gzip (RFC 1952) of exactly `size` bytes. One member without a name or other extras, which is what Zarr
    /// has, goes the fast way; whatever does not come out right there is left to the JDK, which also tells what is wrong.
    ///
    /// @throws DataFormatException if it is no gzip of that size
    public void gunzip(byte[] in, int from, int length, byte[] out, int at, int size) throws DataFormatException {
        if (fast == null || !gunzipMember(fast, in, from, length, out, at, size)) {
            Streams.gunzip(in, from, length, out, at, size);
        }
    }

    private boolean gunzipMember(DeflateDecompressor decompressor, byte[] in, int from, int length, byte[] out, int at,
            int size) {
        ByteBuffer b = ByteBuffer.wrap(in).order(ByteOrder.LITTLE_ENDIAN);
        if (length < GZIP_HEADER + GZIP_TRAILER || b.getInt(from) != PLAIN_GZIP) {
            return false;
        }
        try {
            int inside = length - GZIP_HEADER - GZIP_TRAILER;
            if (decompressor.decompress(in, from + GZIP_HEADER, inside, out, at, size) != size) {
                return false;
            }
        } catch (MalformedInputException e) {
            return false;
        }
        crc.reset();
        sum(crc, out, at, size);
        int trailer = from + length - GZIP_TRAILER;
        return b.getInt(trailer) == (int) crc.getValue() && b.getInt(trailer + Integer.BYTES) == size;
    }

    private static void sum(Checksum checksum, byte[] out, int at, int size) {
        for (int done = 0; done < size; done += PIECE) {
            checksum.update(out, at + done, Math.min(PIECE, size - done));
        }
    }

    private void inflatePlain(byte[] in, int from, int length, byte[] out, int at, int size) throws DataFormatException {
        Inflater plain = slow;
        if (plain == null) {
            plain = new Inflater();
            slow = plain;
        }
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
        if (slow != null) {
            slow.end();
        }
    }
}
