package io.cellwright.data;

/// Cells with their counts: n cells, g genes.
///
/// @param counts n x g
/// @param obs about the cells, n rows
/// @param var about the genes, g rows
public record CellTable(CsrMatrix counts, Frame obs, Frame var) {
    /// Checks that the parts fit.
    public CellTable {
        if (obs.size() != counts.rows() || var.size() != counts.columns()) {
            throw new IllegalArgumentException("obs and var must have " + counts.rows() + " and " + counts.columns()
                    + " rows but have " + obs.size() + " and " + var.size());
        }
    }

    /// Number of cells.
    public int cells() {
        return counts.rows();
    }

    /// Number of genes.
    public int genes() {
        return counts.columns();
    }
}
