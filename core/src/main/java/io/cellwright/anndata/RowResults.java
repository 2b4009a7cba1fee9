package io.cellwright.anndata;

/// Results that come while a file is written: a matrix of `obsm`, row by row, and with its last row all else. So what
/// is written may be larger than memory, and is computed while it is written.
public interface RowResults {
    /// Key of the matrix in `obsm`, such as `X_scVI`.
    String name();

    /// Number of rows, one for each cell of the file.
    int rows();

    /// Numbers of a row.
    int columns();

    /// Computes. Called once, when the file can take the rows.
    ///
    /// @param to takes all rows, in their order
    /// @return what else is to be added: columns of `obs` and entries of `uns`, and no further matrix
    /// @throws java.util.concurrent.CancellationException to leave off: then nothing is written
    Annotations compute(Rows to);

    /// Takes rows one after the other.
    @FunctionalInterface
    interface Rows {
        /// Takes the next rows.
        ///
        /// @param values_nk whole rows, float32; free to be used again afterwards
        /// @throws java.io.UncheckedIOException if they cannot be written
        void take(float[] values_nk);
    }
}
