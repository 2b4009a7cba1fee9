package io.cellwright.anndata;

import java.nio.ByteOrder;
import java.util.Arrays;

import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.ElementType.Numeric;
import io.cellwright.anndata.store.ElementType.Truth;
import io.cellwright.anndata.store.ElementType.Whole;
import io.cellwright.anndata.store.Numerals;
import io.cellwright.anndata.store.Store;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;

/// Reads a matrix into compressed rows, whatever it is kept as.
final class MatrixReader {
    private static final int MOST_ENTRIES = Integer.MAX_VALUE - 8;
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

    /// Sparse arrays, checked: `start` rises from 0 to the number of entries, and every index is from 0 until `across`.
    private record Entries(long[] start, int[] index, float[] value) {}

    private CsrMatrix readRows() {
        Entries entries = readEntries(rows, columns, "rows");
        return CsrMatrix.ofEntries(rows, columns, entries.start, entries.index, entries.value);
    }

    private CsrMatrix readColumns() {
        Entries entries = readEntries(columns, rows, "columns");
        long[] start = new long[rows + 1];
        for (int row : entries.index) {
            start[row + 1]++;
        }
        for (int i = 0; i < rows; i++) {
            start[i + 1] += start[i];
        }
        int[] next = new int[rows];
        for (int i = 0; i < rows; i++) {
            next[i] = (int) start[i];
        }
        int[] column = new int[entries.index.length];
        float[] value = new float[entries.index.length];
        for (int j = 0; j < columns; j++) {
            for (int e = (int) entries.start[j]; e < (int) entries.start[j + 1]; e++) {
                int to = next[entries.index[e]]++;
                column[to] = j;
                value[to] = entries.value[e];
            }
        }
        return CsrMatrix.ofEntries(rows, columns, start, column, value);
    }

    private Entries readEntries(int along, int across, String lines) {
        Dataset data = source.part("data");
        Dataset indices = source.part("indices");
        requireList(data, data.elements());
        requireList(indices, data.elements());
        int count = count(data.elements(), "entries");
        long[] start = readStarts(along, count, lines);
        data.requirePlausible();
        indices.requirePlausible();
        int[] index = new int[count];
        indices.stream(true, (bytes, from, first, n) -> {
            indices(indices, bytes, from, n, index, (int) first);
            for (int e = (int) first; e < (int) first + n; e++) {
                if (index[e] < 0 || index[e] >= across) {
                    throw bad(indices.path(), "entry " + e + " is " + index[e] + ", outside 0 until " + across);
                }
            }
        });
        float[] value = new float[count];
        data.stream(true, (bytes, from, first, n) -> values(data, bytes, from, n, value, (int) first));
        return new Entries(start, index, value);
    }

    private long[] readStarts(int along, int count, String lines) {
        Dataset indptr = source.part("indptr");
        requireList(indptr, along + 1L);
        long[] start = indptr.values().longs();
        if (start[0] != 0 || start[along] != count) {
            throw bad(indptr.path(), "runs from " + start[0] + " to " + start[along] + ", not from 0 to the " + count
                    + " entries of data");
        }
        for (int i = 0; i < along; i++) {
            if (start[i + 1] < start[i]) {
                throw bad(indptr.path(), "falls from " + start[i] + " to " + start[i + 1] + " at " + lines + " " + i);
            }
        }
        return start;
    }

    private void requireList(Dataset dataset, long length) {
        if (dataset.rank() != 1 || dataset.length(0) != length) {
            throw bad(dataset.path(), "has shape " + dataset.shapeText() + ", where " + length + " is needed");
        }
    }

    private CsrMatrix readDense() {
        Dataset dataset = source.values();
        dataset.requirePlausible();
        DenseRows sink = new DenseRows(rows, columns);
        float[][] buffer = {new float[0]};
        dataset.stream(false, (bytes, from, first, n) -> {
            if (buffer[0].length < n) {
                buffer[0] = new float[n];
            }
            values(dataset, bytes, from, n, buffer[0], 0);
            if (!sink.add(buffer[0], n)) {
                throw bad(dataset.path(), "has more than " + MOST_ENTRIES + " entries that are not zero", "");
            }
        });
        return sink.finish();
    }

    /// Takes the entries of a dense matrix in their order and keeps those that are not zero.
    private static final class DenseRows {
        private final int rows;
        private final int columns;
        private final long[] start;
        private int[] column = new int[1024];
        private float[] value = new float[1024];
        private int count;
        private int row;
        private int at;

        DenseRows(int rows, int columns) {
            this.rows = rows;
            this.columns = columns;
            this.start = new long[rows + 1];
        }

        boolean add(float[] values, int n) {
            if (count > column.length - n && !grow(n)) {
                return false;
            }
            for (int i = 0; i < n; i++) {
                if (values[i] != 0) {
                    column[count] = at;
                    value[count++] = values[i];
                }
                if (++at == columns) {
                    at = 0;
                    start[++row] = count;
                }
            }
            return true;
        }

        private boolean grow(int n) {
            long needed = (long) count + n;
            if (needed > MOST_ENTRIES) {
                return false;
            }
            int length = (int) Math.min(MOST_ENTRIES, needed + needed / 2);
            column = Arrays.copyOf(column, length);
            value = Arrays.copyOf(value, length);
            return true;
        }

        CsrMatrix finish() {
            return new CsrMatrix(rows, columns, start, Arrays.copyOf(column, count), Arrays.copyOf(value, count));
        }
    }

    private static void indices(Dataset dataset, byte[] bytes, int from, int n, int[] into, int at) {
        if (!(dataset.type() instanceof Whole whole)) {
            throw dataset.store().bad(dataset.path(), "should hold integers but holds " + dataset.type().label());
        }
        try {
            Numerals.ints(whole, bytes, from, n, into, at);
        } catch (Numerals.Inexact e) {
            throw dataset.store().bad(dataset.path(), "holds " + e.getMessage());
        }
    }

    private static void values(Dataset dataset, byte[] bytes, int from, int n, float[] into, int at) {
        floats(dataset.store(), dataset.path(), dataset.type(), bytes, from, n, into, at);
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
                    "Numbers are kept as float32: check whether these are counts at all");
        }
    }

    private DataException bad(String element, String found) {
        return source.store().bad(element, found);
    }

    private DataException bad(String element, String found, String remedy) {
        return source.store().bad(element, found, remedy);
    }
}
