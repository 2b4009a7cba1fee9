package io.cellwright.anndata.codec;

import java.util.zip.DataFormatException;

import io.airlift.compress.v3.Decompressor;

/// Decoding with aircompressor where the size is known beforehand.
final class Exact {
    private Exact() {}

    /// Decodes `length` bytes of `in` from `from` on into `size` bytes of `out` at `at`.
    ///
    /// @throws DataFormatException if they are not what decodes to exactly that size
    static void decode(Decompressor decompressor, byte[] in, int from, int length, byte[] out, int at, int size)
            throws DataFormatException {
        int count;
        try {
            count = decompressor.decompress(in, from, length, out, at, size);
        } catch (RuntimeException e) {
            // Which one it is depends on whether the native decoder is there.
            throw Malformed.of(e);
        }
        Malformed.requireSize(count, size);
    }
}
