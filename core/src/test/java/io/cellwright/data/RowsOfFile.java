package io.cellwright.data;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts that are not in memory, as far as the code under test can tell. Remembers which blocks were asked for.
public final class RowsOfFile implements CountRows {
    private final CsrMatrix counts;
    private final AtomicInteger blocks = new AtomicInteger();
    private final Set<Integer> broken = ConcurrentHashMap.newKeySet();

    public RowsOfFile(CsrMatrix counts) {
        this.counts = counts;
    }

    /// Lets the block with this row be unreadable.
    RowsOfFile breakAt(int row) {
        broken.add(row);
        return this;
    }

    void mend() {
        broken.clear();
    }

    int blocks() {
        return blocks.get();
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
        blocks.incrementAndGet();
        if (broken.stream().anyMatch(row -> from <= row && row < to)) {
            throw new DataException("X", "rows " + from + " until " + to + " are damaged", "");
        }
        return counts.block(from, to);
    }

    /// In arrays that were used before, as files are read.
    @Override
    public CsrMatrix block(int from, int to, EntryRoom room) {
        CsrMatrix block = block(from, to);
        int count = (int) block.entries();
        EntryRoom.Arrays into = room.take(count);
        long[] start = new long[block.rows() + 1];
        for (int i = 0; i < start.length; i++) {
            start[i] = block.start(i);
        }
        for (int e = 0; e < count; e++) {
            into.column()[e] = block.column(e);
            into.value()[e] = block.value(e);
        }
        return new CsrMatrix(block.rows(), block.columns(), start, into.column(), into.value());
    }
}
