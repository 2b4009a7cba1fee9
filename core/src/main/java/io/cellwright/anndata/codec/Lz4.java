package io.cellwright.anndata.codec;

import java.util.zip.DataFormatException;

import io.airlift.compress.v3.lz4.Lz4Decompressor;

/// Blocks of LZ4, through aircompressor. For one thread.
public final class Lz4 {
    private final Lz4Decompressor decompressor = Lz4Decompressor.create();

    /// Decodes `length` bytes of `in` from `from` on into `size` bytes of `out` at `at`.
    ///
    /// @throws DataFormatException if they are no block of exactly that size
    public void decode(byte[] in, int from, int length, byte[] out, int at, int size) throws DataFormatException {
        Exact.decode(decompressor, in, from, length, out, at, size);
    }
}
