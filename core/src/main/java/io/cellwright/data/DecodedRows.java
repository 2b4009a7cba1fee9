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
        float[] log1p = new float[Math.toIntExact(counts.entries())];
        counts.log1p(0, log1p.length, table, log1p);
        return new DecodedRows(counts, table, log1p);
    }

    /// Rows that go when others come.
    static DecodedRows passing(CsrMatrix counts, LogFactorials table) {
        return new DecodedRows(counts, table, null);
    }

    /// Bytes of so many rows with so many entries.
    static long bytes(int rows, long entries, int entryBytes) {
        return entryBytes * entries + (long) Long.BYTES * rows;
    }

    int entries(int row) {
        return counts.start(row + 1) - counts.start(row);
    }

    /// Copies some rows, the first of which is row `from` of the minibatch.
    ///
    /// @param picked where all of its rows are
    static void copy(RowSource.Picked picked, int from, int to, SparseTensor x_ng, SparseTensor log1p_ng) {
        int most = 0;
        for (int i = from; i < to; i++) {
            most = Math.max(most, picked.entries(i));
        }
        // One for all rows, as it stays in the cache.
        float[] room = new float[most];
        for (int i = from; i < to; i++) {
            picked.from()[i].copy(picked.at()[i], x_ng, log1p_ng, x_ng.start(i), room);
        }
    }

    private void copy(int row, SparseTensor x_ng, SparseTensor log1p_ng, int at, float[] room) {
        counts.copyRow(row, x_ng, at);
        int from = counts.start(row);
        int length = entries(row);
        if (log1p == null) {
            counts.log1p(from, length, table, room);
            log1p_ng.values(at, room, 0, length);
        } else {
            log1p_ng.values(at, log1p, from, length);
        }
    }
}
