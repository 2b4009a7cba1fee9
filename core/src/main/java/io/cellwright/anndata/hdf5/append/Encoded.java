package io.cellwright.anndata.hdf5.append;

import io.cellwright.anndata.store.ElementType;

/// Elements as they stand in a file.
///
/// @param type what one is
/// @param bytes all of them; of texts in the heap, where they are
record Encoded(ElementType type, byte[] bytes) {}
