package io.cellwright.data;

import io.cellwright.tensor.SparseTensor;
import org.jspecify.annotations.Nullable;

/// Rows in memory, with what follows from each count: at hand where they stay, else computed when a row is copied, as
/// most rows are once before they go.
///
/// @param counts raw counts
/// @param table of logarithms
/// @param log1p `log(1 + x)` of each entry, or null
record DecodedRows(CsrMatrix counts, LogFactorials table, float @Nullable [] log1p) {
    /// Bytes that an entry takes with its logarithm.
    static final int ENTRY_BYTES = 12;
    /// Bytes that an entry takes without.
    static final int BARE_ENTRY_BYTES = 8;

    /// Rows that stay, with logarithms.
    static DecodedRows staying(CsrMatrix counts, LogFactorials table) {
        return new DecodedRows(counts, table, log1p(counts, 0, Math.toIntExact(counts.entries()), table));
    }

    /// Rows that go when others come.
    static DecodedRows passing(CsrMatrix counts, LogFactorials table) {
        return new DecodedRows(counts, table, null);
    }

    private static float[] log1p(CsrMatrix counts, int from, int length, LogFactorials table) {
        float[] log1p = new float[length];
        counts.log1p(from, length, table, log1p);
        return log1p;
    }

    /// Bytes of so many rows with so many entries.
    static long bytes(int rows, long entries, int entryBytes) {
        return entryBytes * entries + (long) Long.BYTES * rows;
    }

    int entries(int row) {
        return counts.start(row + 1) - counts.start(row);
    }

    void copy(int row, SparseTensor x_ng, SparseTensor log1p_ng, int at) {
        counts.copyRow(row, x_ng, at);
        int from = counts.start(row);
        int length = entries(row);
        if (log1p == null) {
            log1p_ng.values(at, log1p(counts, from, length, table), 0, length);
        } else {
            log1p_ng.values(at, log1p, from, length);
        }
    }
}
