package io.cellwright.anndata.zarr;

/// One step that the bytes of a chunk go through when they are written.
sealed interface Codec {
    /// Blosc, which tells by itself what is in it.
    record BloscBlocks() implements Codec {}

    /// Zstandard.
    record ZstdFrames() implements Codec {}

    /// gzip.
    record GzipStream() implements Codec {}

    /// zlib.
    record ZlibStream() implements Codec {}

    /// LZ4 as numcodecs keeps it: the size when decoded, in four bytes, and a block.
    record Lz4Block() implements Codec {}

    /// The first bytes of all elements, then all second bytes, and so on.
    record Shuffled(int elementSize) implements Codec {}

    /// Four bytes of CRC-32C at the end.
    record Crc32c() implements Codec {}

    /// Bytes that it adds to what it was given, where that is known beforehand.
    default int added() {
        return this instanceof Crc32c ? Integer.BYTES : 0;
    }

    /// Whether the size after it depends on the data.
    default boolean compresses() {
        return !(this instanceof Shuffled || this instanceof Crc32c);
    }
}
