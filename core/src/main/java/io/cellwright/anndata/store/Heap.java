package io.cellwright.anndata.store;

import java.nio.ByteBuffer;

/// Where texts of any length lie, while elements only refer to them.
@FunctionalInterface
public interface Heap {
    /// The text that the element at `at` refers to. The order of bytes is little-endian.
    String text(ByteBuffer references, int at);
}
