package io.cellwright.anndata.text;

import java.io.IOException;
import java.io.Writer;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

import io.cellwright.data.CsrMatrix;

/// Writes a sparse matrix as [MatrixMarket] reads it, cell by cell.
public final class MatrixMarketWriter {
    private static final float WHOLE = 1 << 24;

    private MatrixMarketWriter() {}

    /// Writes a matrix.
    ///
    /// @param genesInRows whether rows are genes, as Cell Ranger has them, or cells
    /// @param stop whether to leave off
    /// @throws CancellationException if that was wished
    public static void write(Writer out, CsrMatrix x, boolean genesInRows, BooleanSupplier stop) throws IOException {
        out.write(MatrixMarket.SIGNATURE + " matrix coordinate " + (isWhole(x) ? "integer" : "real") + " general\n");
        out.write((genesInRows ? x.columns() + " " + x.rows() : x.rows() + " " + x.columns()) + " " + x.entries()
                + "\n");
        for (int i = 0; i < x.rows(); i++) {
            if (stop.getAsBoolean()) {
                throw new CancellationException("writing was stopped");
            }
            for (int e = x.start(i); e < x.start(i + 1); e++) {
                int row = genesInRows ? x.column(e) : i;
                int column = genesInRows ? i : x.column(e);
                out.write((row + 1) + " " + (column + 1) + " " + Decimal.text(x.value(e)) + "\n");
            }
        }
    }

    private static boolean isWhole(CsrMatrix x) {
        for (int e = 0; e < x.entries(); e++) {
            // Beyond, numbers are written with an exponent, which is no integer.
            if (x.value(e) != Math.rint(x.value(e)) || Math.abs(x.value(e)) > WHOLE) {
                return false;
            }
        }
        return true;
    }
}
