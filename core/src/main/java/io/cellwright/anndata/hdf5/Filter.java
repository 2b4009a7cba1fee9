package io.cellwright.anndata.hdf5;

/// One step that a chunk goes through on its way into the file.
sealed interface Filter {
    /// zlib.
    record Gzip() implements Filter {}

    /// LibLZF, h5py's own.
    record LibLzf() implements Filter {}

    /// Zstandard, from hdf5plugin.
    record Zstd() implements Filter {}

    /// The first bytes of all elements, then all second bytes, and so on.
    record Shuffle(int elementSize) implements Filter {}

    /// Four bytes of checksum at the end.
    record Fletcher32() implements Filter {}

    /// Bytes that the filter adds to what it was given, where that is known beforehand.
    default int added() {
        return this instanceof Fletcher32 ? Integer.BYTES : 0;
    }

    /// Whether the size after it depends on the data.
    default boolean compresses() {
        return this instanceof Gzip || this instanceof LibLzf || this instanceof Zstd;
    }
}
