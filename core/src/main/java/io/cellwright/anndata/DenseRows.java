package io.cellwright.anndata;

import java.util.Arrays;

import io.cellwright.data.CsrMatrix;

/// Takes the entries of a dense matrix in their order and keeps those that are not zero.
final class DenseRows {
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
        if (needed > MatrixReader.MOST_ENTRIES) {
            return false;
        }
        int length = (int) Math.min(MatrixReader.MOST_ENTRIES, needed + needed / 2);
        column = Arrays.copyOf(column, length);
        value = Arrays.copyOf(value, length);
        return true;
    }

    CsrMatrix finish() {
        return new CsrMatrix(rows, columns, start, Arrays.copyOf(column, count), Arrays.copyOf(value, count));
    }
}
