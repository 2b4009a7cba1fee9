package io.cellwright.anndata;

import java.nio.ByteOrder;

import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.ElementType.Numeric;
import io.cellwright.anndata.store.ElementType.Truth;
import io.cellwright.anndata.store.ElementType.Whole;
import io.cellwright.anndata.store.Numerals;
import io.cellwright.anndata.store.Store;
import io.cellwright.data.CountRows;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;

/// Reads a matrix into compressed rows, whatever it is kept as.
final class MatrixReader {
    static final int MOST_ENTRIES = Integer.MAX_VALUE - 8;
    private final MatrixSource source;
    private final int rows;
    private final int columns;

    MatrixReader(MatrixSource source) {
        this.source = source;
        this.rows = count(source.rows(), "rows");
        this.columns = count(source.columns(), "columns");
    }

    private int count(long length, String what) {
        if (length > MOST_ENTRIES) {
            throw bad(source.node().path(), "has " + length + " " + what + ", more than " + MOST_ENTRIES, "");
        }
        return (int) length;
    }

    CsrMatrix read() {
        return switch (source.encoding()) {
            case CSR -> readRows();
            case CSC -> readColumns();
            case DENSE -> readDense();
            case TEXT -> throw new IllegalStateException("there is no text in HDF5");
        };
    }

    /// The counts where they are, if they lie row by row; else read.
    CountRows rows() {
        return switch (source.encoding()) {
            case CSR -> new StoredRows(SparseArrays.of(source, rows, columns, "rows"));
            case DENSE -> new StoredDense(source.values(), rows, columns);
            case CSC, TEXT -> read();
        };
    }

    private CsrMatrix readRows() {
        SparseArrays.Entries entries = SparseArrays.of(source, rows, columns, "rows").readAll();
        return CsrMatrix.ofEntries(rows, columns, entries.start(), entries.index(), entries.value());
    }

    private CsrMatrix readColumns() {
        SparseArrays.Entries entries = SparseArrays.of(source, columns, rows, "columns").readAll();
        long[] start = new long[rows + 1];
        for (int row : entries.index()) {
            start[row + 1]++;
        }
        for (int i = 0; i < rows; i++) {
            start[i + 1] += start[i];
        }
        int[] next = new int[rows];
        for (int i = 0; i < rows; i++) {
            next[i] = (int) start[i];
        }
        int[] column = new int[entries.index().length];
        float[] value = new float[entries.index().length];
        for (int j = 0; j < columns; j++) {
            for (int e = (int) entries.start()[j]; e < (int) entries.start()[j + 1]; e++) {
                int to = next[entries.index()[e]]++;
                column[to] = j;
                value[to] = entries.value()[e];
            }
        }
        return CsrMatrix.ofEntries(rows, columns, start, column, value);
    }

    private CsrMatrix readDense() {
        Dataset dataset = source.values();
        dataset.requirePlausible();
        DenseRows rows = new DenseRows(this.rows, columns);
        dataset.stream(false, denseSink(dataset, rows));
        return rows.finish();
    }

    static Dataset.Sink denseSink(Dataset dataset, DenseRows rows) {
        float[][] buffer = {new float[0]};
        return (bytes, from, first, n) -> {
            if (buffer[0].length < n) {
                buffer[0] = new float[n];
            }
            SparseArrays.values(dataset, bytes, from, n, buffer[0], 0);
            if (!rows.add(buffer[0], n)) {
                throw dataset.store().bad(dataset.path(), "has more than " + MOST_ENTRIES
                        + " entries that are not zero", "");
            }
        };
    }

    /// Numbers and truth values as float32.
    static void floats(Store store, String element, ElementType stored, byte[] bytes, int from, int n, float[] into,
            int at) {
        Numeric type = switch (stored) {
            case Numeric numeric -> numeric;
            case Truth truth -> new Whole(truth.size(), false, ByteOrder.LITTLE_ENDIAN);
            case ElementType other -> throw store.bad(element, "should hold numbers but holds " + other.label());
        };
        try {
            Numerals.floats(type, bytes, from, n, into, at);
        } catch (Numerals.Inexact e) {
            throw store.bad(element, "holds " + e.getMessage(),
                    "Numbers are kept as float32: check whether these are counts at all", e);
        }
    }

    private DataException bad(String element, String found, String remedy) {
        return source.store().bad(element, found, remedy);
    }
}
