package io.cellwright.anndata.codec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.DataFormatException;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

import io.airlift.compress.v3.zstd.ZstdInputStream;

/// Decodes what does not tell its size, and gzip, which the JDK reads as a stream.
public final class Streams {
    private static final int BUFFER = 1 << 16;

    private Streams() {}

    /// A kind of compression.
    public enum Kind {
        /// RFC 1952.
        GZIP,
        /// RFC 1950.
        ZLIB,
        /// Zstandard.
        ZSTD
    }

    /// Decodes gzip of exactly `size` bytes, with its checksum.
    ///
    /// @throws DataFormatException if it is no gzip of that size
    static void gunzip(byte[] in, int from, int length, byte[] out, int at, int size)
            throws DataFormatException {
        try (InputStream stream = open(Kind.GZIP, in, from, length)) {
            Malformed.requireSize(stream.readNBytes(out, at, size), size);
            if (stream.read() >= 0) {
                throw new DataFormatException("it holds more than " + size + " bytes");
            }
        } catch (IOException e) {
            throw Malformed.of(e);
        }
    }

    /// Decodes all there is.
    ///
    /// @throws DataFormatException if it cannot be decoded, or if it has more than `most` bytes
    public static byte[] all(Kind kind, byte[] in, int from, int length, int most) throws DataFormatException {
        try (InputStream stream = open(kind, in, from, length)) {
            byte[] all = stream.readNBytes(most);
            if (stream.read() >= 0) {
                throw new DataFormatException("it holds more than " + most + " bytes");
            }
            return all;
        } catch (IOException | RuntimeException e) {
            // The streams of aircompressor report damage in both ways.
            throw Malformed.of(e);
        }
    }

    private static InputStream open(Kind kind, byte[] in, int from, int length) throws IOException {
        InputStream stored = new ByteArrayInputStream(in, from, length);
        return switch (kind) {
            case GZIP -> new GZIPInputStream(stored, BUFFER);
            case ZLIB -> new InflaterInputStream(stored);
            case ZSTD -> new ZstdInputStream(stored);
        };
    }
}
