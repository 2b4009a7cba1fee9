package io.cellwright.anndata;

/// A dense matrix with a name, such as an embedding that goes to `obsm`.
///
/// @param name its key, such as `X_scVI`
/// @param rows n, the number of cells
/// @param columns k, the number of dimensions
/// @param values_nk n x k numbers, row after row; not copied
public record NamedMatrix(String name, int rows, int columns, float[] values_nk) {
    /// Checks that the shape fits.
    ///
    /// @throws IllegalArgumentException if there are not `rows` times `columns` values
    public NamedMatrix {
        if (rows < 0 || columns < 0 || (long) rows * columns != values_nk.length) {
            throw new IllegalArgumentException("values_nk of " + name + " must have " + rows + " x " + columns
                    + " numbers but has " + values_nk.length);
        }
    }
}
