package io.cellwright.anndata.table;

import java.util.function.Supplier;

import io.cellwright.data.CsrMatrix;

/// One matrix of a file, described before it is read.
///
/// @param layer its name; empty for the one that stands for X
/// @param kept how
/// @param dtype type of its values, as numpy calls it
/// @param entries number of stored entries
/// @param counts reads it, cells in rows; the file may be read anew each time
public record StoredCounts(String layer, Kept kept, String dtype, long entries, Supplier<CsrMatrix> counts) {
    /// How a matrix is kept.
    public enum Kept {
        /// One list of genes and values a cell.
        BY_CELL,
        /// Every entry.
        DENSE,
        /// As text.
        TEXT
    }
}
