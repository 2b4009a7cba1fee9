package io.cellwright.data.preprocess;

import io.cellwright.data.CsrMatrix;

/// Sparse matrices from dense numbers.
final class Cells {
    private Cells() {}

    static CsrMatrix of(double[][] rows) {
        int genes = rows[0].length;
        long[] start = new long[rows.length + 1];
        int[] column = new int[rows.length * genes];
        float[] value = new float[rows.length * genes];
        int at = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < genes; j++) {
                if (rows[i][j] != 0) {
                    column[at] = j;
                    value[at++] = (float) rows[i][j];
                }
            }
            start[i + 1] = at;
        }
        return new CsrMatrix(rows.length, genes, start, column, value);
    }
}
