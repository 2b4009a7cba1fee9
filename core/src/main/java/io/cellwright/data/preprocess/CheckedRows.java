package io.cellwright.data.preprocess;

import java.util.BitSet;

import io.cellwright.data.CountRows;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.EntryRoom;

/// Counts that are looked at, for [CountCheck], while something else reads them: so a file is checked without a pass
/// of its own.
public final class CheckedRows implements CountRows {
    private static final int RUNS = 16;
    private static final int RUN_ROWS = 256;

    private final CountRows counts;
    private final CountScan scan;
    private final BitSet seen = new BitSet();

    /// @param counts what is read
    public CheckedRows(CountRows counts) {
        this.counts = counts;
        this.scan = new CountScan(counts.columns());
    }

    /// Looks at some thousand cells that lie all over a matrix. Most matrices that are no counts can be told by these.
    public static CountCheck sample(CountRows counts) {
        CountScan scan = new CountScan(counts.columns());
        int rows = counts.rows();
        for (int r = 0, end = 0; r < RUNS; r++) {
            int from = Math.max(end, (int) ((long) (rows - Math.min(rows, RUN_ROWS)) * r / (RUNS - 1)));
            end = Math.min(rows, from + RUN_ROWS);
            if (from < end) {
                scan.take(from, counts.block(from, end));
            }
        }
        return scan.result();
    }

    @Override
    public int rows() {
        return counts.rows();
    }

    @Override
    public int columns() {
        return counts.columns();
    }

    @Override
    public long entries(int from, int to) {
        return counts.entries(from, to);
    }

    @Override
    public CsrMatrix block(int from, int to) {
        return looked(from, to, counts.block(from, to));
    }

    @Override
    public CsrMatrix block(int from, int to, EntryRoom room) {
        return looked(from, to, counts.block(from, to, room));
    }

    private CsrMatrix looked(int from, int to, CsrMatrix block) {
        look(from, to, block);
        return block;
    }

    /// What is read again counts once.
    private synchronized void look(int from, int to, CsrMatrix block) {
        if (seen.nextSetBit(from) < 0 || seen.nextSetBit(from) >= to) {
            scan.take(from, block);
        } else {
            for (int row = seen.nextClearBit(from); row < to; row = seen.nextClearBit(row + 1)) {
                scan.take(row, block.selectRows(new int[] {row - from}));
            }
        }
        seen.set(from, to);
    }

    /// What the whole matrix holds.
    ///
    /// @throws IllegalStateException if not all of it was read
    public synchronized CountCheck check() {
        if (seen.cardinality() < rows()) {
            throw new IllegalStateException("only " + seen.cardinality() + " of " + rows() + " rows were read");
        }
        return scan.result();
    }
}
