package io.cellwright.anndata.codec;

import java.util.zip.DataFormatException;

import io.airlift.compress.v3.zstd.ZstdDecompressor;

/// Zstandard, through aircompressor. For one thread.
public final class Zstd {
    private final ZstdDecompressor decompressor = ZstdDecompressor.create();

    /// Decodes `length` bytes of `in` from `from` on into `size` bytes of `out` at `at`.
    ///
    /// @throws DataFormatException if they are no frames of exactly that size
    public void decode(byte[] in, int from, int length, byte[] out, int at, int size) throws DataFormatException {
        Exact.decode(decompressor, in, from, length, out, at, size);
    }
}
