package io.cellwright.data;

import io.cellwright.tensor.SparseTensor;

/// Rows in memory, with what follows from each count.
///
/// @param counts raw counts
/// @param log1p `log(1 + x)` of each entry
record DecodedRows(CsrMatrix counts, float[] log1p) {
    /// Bytes that an entry takes.
    static final int ENTRY_BYTES = 12;

    static DecodedRows of(CsrMatrix counts, LogFactorials table) {
        float[] log1p = new float[Math.toIntExact(counts.entries())];
        for (int e = 0; e < log1p.length; e++) {
            log1p[e] = (float) table.log1p(counts.value(e));
        }
        return new DecodedRows(counts, log1p);
    }

    /// Bytes of so many rows with so many entries.
    static long bytes(int rows, long entries) {
        return ENTRY_BYTES * entries + (long) Long.BYTES * rows;
    }

    int entries(int row) {
        return counts.start(row + 1) - counts.start(row);
    }

    void copy(int row, SparseTensor x_ng, SparseTensor log1p_ng, int at) {
        counts.copyRow(row, log1p, x_ng, log1p_ng, at);
    }
}
