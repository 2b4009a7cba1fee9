package io.cellwright.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/// One pass over all rows. As many blocks are decoded ahead as there are threads for it; the visitor gets them in order, on
/// the thread that asked.
final class BlockPass {
    /// Entries of a block: enough to be worth the hand-off, and a few megabytes only.
    private static final long ENTRIES = 1 << 19;
    private static final int MOST_ROWS = 4096;

    private final CountRows counts;
    private final int rows;
    private final Deque<Ahead> ahead = new ArrayDeque<>();
    private int next;

    private record Ahead(int first, CompletableFuture<CsrMatrix> block) {}

    BlockPass(CountRows counts) {
        this(counts, usual(counts));
    }

    /// @param rows of a block, at most: fewer where cells have so many counts that it would take more than the usual
    BlockPass(CountRows counts, int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("rows must be at least 1 but were " + rows);
        }
        this.counts = counts;
        this.rows = Math.min(rows, usual(counts));
    }

    private static int usual(CountRows counts) {
        long mean = counts.entries() / Math.max(1, counts.rows()) + 1;
        return Math.clamp(ENTRIES / mean, 1, MOST_ROWS);
    }

    void run(CountRows.Visitor visitor) {
        int most = 1 + Decoding.COUNT;
        while (next < counts.rows() || !ahead.isEmpty()) {
            while (next < counts.rows() && ahead.size() < most) {
                int from = next;
                next = from + Math.min(rows, counts.rows() - from);
                int to = next;
                ahead.add(new Ahead(from, Decoding.begin(() -> counts.block(from, to))));
            }
            Ahead one = ahead.remove();
            visitor.take(one.first, Decoding.await(one.block));
        }
    }
}
