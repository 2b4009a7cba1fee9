package io.cellwright.data;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/// Some rows of counts that stay in memory.
///
/// @param decoded the rows, one after the other
/// @param place_n where among them each row of the counts stands, -1 where it does not
record PinnedRows(CompletableFuture<DecodedRows> decoded, int[] place_n) {
    /// Reads rows, block by block.
    ///
    /// @param sorted the rows, rising
    /// @param entries number of their entries, at most
    static PinnedRows read(CountRows counts, Blocks blocks, int[] sorted, int entries, LogFactorials table) {
        int[] place_n = new int[counts.rows()];
        Arrays.fill(place_n, -1);
        long[] start = new long[sorted.length + 1];
        int[] column = new int[entries];
        float[] value = new float[entries];
        int at = 0;
        for (int i = 0; i < sorted.length;) {
            int first = blocks.of(sorted[i]) * blocks.rows();
            CsrMatrix block = counts.block(first, Math.min(counts.rows(), first + blocks.rows()));
            for (; i < sorted.length && sorted[i] < first + block.rows(); i++) {
                int row = sorted[i] - first;
                for (int e = block.start(row); e < block.start(row + 1); e++) {
                    column[at] = block.column(e);
                    value[at++] = block.value(e);
                }
                place_n[sorted[i]] = i;
                start[i + 1] = at;
            }
        }
        CsrMatrix rows = new CsrMatrix(sorted.length, counts.columns(), start, column, value);
        return new PinnedRows(CompletableFuture.completedFuture(DecodedRows.staying(rows, table)), place_n);
    }

    boolean holds(int row) {
        return place_n[row] >= 0;
    }

    int place(int row) {
        return place_n[row];
    }
}
