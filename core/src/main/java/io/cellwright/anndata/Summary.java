package io.cellwright.anndata;

import java.util.List;

/// What is in a file, told without reading the matrices.
///
/// @param cells number of cells
/// @param genes number of genes
/// @param matrices X where there is one, then the layers, then raw/X
/// @param obs columns about the cells
/// @param var columns about the genes
/// @param obsm names of what is kept per cell in several dimensions, such as embeddings
/// @param uns names of the top entries that belong to no axis
/// @param problems what is wrong with matrices that are therefore not listed
public record Summary(int cells, int genes, List<MatrixInfo> matrices, List<ColumnInfo> obs, List<ColumnInfo> var,
        List<String> obsm, List<String> uns, List<String> problems) {
    /// How a matrix is kept.
    public enum Encoding {
        /// Compressed rows.
        CSR,
        /// Compressed columns.
        CSC,
        /// Every entry.
        DENSE,
        /// As text, to be read as a whole.
        TEXT
    }

    /// One matrix.
    ///
    /// @param ref which
    /// @param encoding how it is kept
    /// @param dtype type of its values, as numpy calls it
    /// @param rows number of cells
    /// @param columns number of genes; for `raw/X` not that of the file
    /// @param stored number of stored entries; for a dense matrix all of them
    public record MatrixInfo(MatrixRef ref, Encoding encoding, String dtype, long rows, long columns, long stored) {}

    /// What a column holds.
    public enum ColumnKind {
        /// Texts.
        TEXT,
        /// Texts from a list.
        CATEGORICAL,
        /// Truth values.
        BOOLEAN,
        /// Whole numbers.
        INTEGER,
        /// Floating point numbers.
        REAL,
        /// Something that is carried over but cannot be read here.
        OTHER
    }

    /// One column.
    public record ColumnInfo(String name, ColumnKind kind) {}
}
