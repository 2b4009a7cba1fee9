package io.cellwright.anndata;

/// What the data of a new file go through.
public sealed interface Compression {
    /// Nothing: the file is large and quickly read.
    record None() implements Compression {}

    /// Deflate, which everything reads.
    ///
    /// @param level from 1, the fastest, to 9, the smallest
    record Gzip(int level) implements Compression {
        /// Checks the level.
        ///
        /// @throws IllegalArgumentException if it is not from 1 to 9
        public Gzip {
            if (level < 1 || level > 9) {
                throw new IllegalArgumentException("level of gzip must be from 1 to 9 but was " + level);
            }
        }
    }

    /// Zstandard of level 3, as zarr-python writes it where nothing else is said. In `.zarr` only.
    record Zstd() implements Compression {}

    /// Blosc around LZ4, shuffled by bytes, which anndata writes to Zarr 2: larger and faster than the others. In
    /// `.zarr` only.
    record Lz4() implements Compression {}
}
