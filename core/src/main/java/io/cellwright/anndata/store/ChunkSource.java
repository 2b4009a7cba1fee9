package io.cellwright.anndata.store;

import org.jspecify.annotations.Nullable;

/// Reads and decodes the chunks of one dataset, with buffers of its own. For one thread.
public interface ChunkSource extends AutoCloseable {
    /// The bytes of a chunk, at the front of an array that the next call overwrites; null where it was never written.
    byte @Nullable [] chunk(int number);

    @Override
    void close();
}
