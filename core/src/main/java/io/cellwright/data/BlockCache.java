package io.cellwright.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/// Rows of counts that stay in a file: blocks are decoded when they are needed, ahead of time where it was said what
/// comes next, and kept within a number of bytes. Of those of which nothing more comes the last one goes first: its arrays
/// are likely to be in the processor's cache still, and an epoch in the order of the file finds its beginning where it was
/// left. What is read never depends on what was kept or on which thread was faster.
///
/// For one thread; only decoding happens on others.
final class BlockCache implements RowSource {
    /// Beside a buffer: what is decoded while the first minibatch of the next buffer is put together.
    private static final int SPARE_BLOCKS = 2;

    private final CountRows counts;
    private final Blocks blocks;
    private final LogFactorials table;
    private final SequencedMap<Integer, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final EntryRoom.Shelf shelf;
    private final long most;
    private final Room allowed;
    private long room;
    private long bytes;
    private int[] next = {};
    private final int[] rank_b;
    private final int[] wanted_b;
    /// How many rows of each block are yet to come of those that were announced.
    private final int[] left_b;
    private int picks;
    private int begun;
    private int reached = -1;
    private @Nullable PinnedRows pinned;
    private long pinnedBytes;

    private record Kept(int block, CompletableFuture<DecodedRows> rows, EntryRoom entries, long bytes) {}

    /// @param allowed for decoded rows that are kept
    /// @throws DataException if a buffer of blocks does not fit
    BlockCache(CountRows counts, Blocks blocks, LogFactorials table, Room allowed) {
        this.counts = counts;
        this.blocks = blocks;
        this.table = table;
        this.allowed = allowed;
        this.room = allowed.bytes();
        this.rank_b = new int[blocks.count(counts.rows())];
        this.wanted_b = new int[rank_b.length];
        this.left_b = new int[rank_b.length];
        Arrays.fill(rank_b, -1);
        long largest = 0;
        for (int b = 0; b < rank_b.length; b++) {
            largest = Math.max(largest, counts.entries(from(b), to(b)));
        }
        this.shelf = new EntryRoom.Shelf(largest);
        this.most = DecodedRows.bytes(blocks.rows(), largest, DecodedRows.BARE_ENTRY_BYTES);
        if (room < needed()) {
            throw tooLittle("a shuffle buffer of " + blocks.buffered() + " blocks of " + blocks.rows()
                    + " cells takes up to", needed(), room, allowed.remedy().apply(needed()));
        }
    }

    private long needed() {
        return most * (Math.min(blocks.buffered(), rank_b.length) + SPARE_BLOCKS);
    }

    private static DataException tooLittle(String what, long needed, long room, String remedy) {
        // Rounded apart, so that what is too little never reads as enough.
        return new DataException("X", String.format(Locale.ROOT, "%s %,.1f MB, but there is room for %,.1f MB", what,
                Math.ceilDiv(needed, 100_000L) / 10.0, Math.floorDiv(room, 100_000L) / 10.0), remedy);
    }

    private int from(int block) {
        return block * blocks.rows();
    }

    private int to(int block) {
        return Math.min(counts.rows(), from(block) + blocks.rows());
    }

    private long bytes(int block) {
        return DecodedRows.bytes(blocks.rows(), shelf.length(counts.entries(from(block), to(block))),
                DecodedRows.BARE_ENTRY_BYTES);
    }

    @Override
    public void announce(List<int[]> minibatches) {
        Arrays.fill(rank_b, -1);
        Arrays.fill(left_b, 0);
        int[] order = new int[rank_b.length];
        int count = 0;
        for (int[] rows : minibatches) {
            for (int row : rows) {
                int b = blocks.of(row);
                if (isPinned(row)) {
                    continue;
                }
                left_b[b]++;
                if (rank_b[b] < 0) {
                    rank_b[b] = count;
                    order[count++] = b;
                }
            }
        }
        next = Arrays.copyOf(order, count);
        begun = 0;
        reached = -1;
        readAhead();
    }

    /// As far ahead as there is room beside the blocks of one buffer, at most another buffer.
    private void readAhead() {
        long ahead = Math.min(blocks.buffered(), room / Math.max(1, most) - blocks.buffered());
        while (begun < next.length && begun <= reached + Math.max(1, ahead)) {
            request(next[begun++]);
        }
    }

    @Override
    public Picked pick(int[] rows) {
        Picked picked = new Picked(new DecodedRows[rows.length], new int[rows.length]);
        List<CompletableFuture<DecodedRows>> home = new ArrayList<>(rows.length);
        PinnedRows known = pinned;
        picks++;
        for (int i = 0; i < rows.length; i++) {
            if (known != null && known.holds(rows[i])) {
                home.add(known.decoded());
                picked.at()[i] = known.place(rows[i]);
            } else {
                int b = blocks.of(rows[i]);
                wanted_b[b] = picks;
                home.add(request(b).rows);
                left_b[b]--;
                reached = Math.max(reached, rank_b[b]);
                picked.at()[i] = rows[i] - from(b);
            }
        }
        readAhead();
        for (int i = 0; i < rows.length; i++) {
            picked.from()[i] = Decoding.await(home.get(i));
        }
        return picked;
    }

    private boolean isPinned(int row) {
        return pinned != null && pinned.holds(row);
    }

    /// The block, which is being decoded if it was not kept.
    private Kept request(int b) {
        Kept known = kept.get(b);
        if (known != null && !known.rows.isCompletedExceptionally()) {
            return known;
        }
        long size = bytes(b);
        EntryRoom entries = shelf.announce();
        makeRoom(size);
        Kept begins = new Kept(b, Decoding.begin(() -> decode(b, entries)), entries, size);
        Kept failed = kept.put(b, begins);
        bytes += size - (failed == null ? 0 : failed.bytes);
        return begins;
    }

    private DecodedRows decode(int b, EntryRoom entries) {
        try {
            return DecodedRows.passing(counts.block(from(b), to(b), entries), table);
        } finally {
            shelf.done();
        }
    }

    /// Forgets what is not needed: first what was used last of that of which nothing more comes, then what was not used for
    /// longest. What is being decoded stays: it is in memory whether kept or not. Arrays are used again but for those of
    /// which the rows are that are being picked.
    private void makeRoom(long size) {
        forget(kept.sequencedValues().reversed().iterator(), size, true);
        forget(kept.values().iterator(), size, false);
    }

    private void forget(Iterator<Kept> each, long size, boolean onlyPast) {
        while (bytes + size > room && each.hasNext()) {
            Kept one = each.next();
            boolean isPicked = wanted_b[one.block] == picks;
            if (one.rows.isDone() && !(onlyPast && (isPicked || left_b[one.block] > 0))) {
                each.remove();
                bytes -= one.bytes;
                if (!isPicked) {
                    one.entries.giveBack();
                }
            }
        }
    }

    @Override
    public void keep(int[] rows) {
        int[] sorted = Arrays.stream(rows).sorted().distinct().toArray();
        long entries = 0;
        for (int row : sorted) {
            entries += counts.entries(row, row + 1);
        }
        long size = DecodedRows.bytes(sorted.length, entries, DecodedRows.ENTRY_BYTES)
                + Integer.BYTES * (long) counts.rows();
        pinned = null;
        room += pinnedBytes;
        pinnedBytes = 0;
        if (entries > Integer.MAX_VALUE - 8) {
            throw new DataException("X", String.format(Locale.ROOT, "the %,d labelled cells, whose counts stay in memory, "
                    + "have %,d counts, more than one matrix holds", sorted.length, entries), "Label fewer cells");
        }
        if (size > room - needed()) {
            throw tooLittle("the " + String.format(Locale.ROOT, "%,d", sorted.length) + " labelled cells are wanted in "
                    + "every step, so their counts stay in memory, and with a shuffle buffer these take", size + needed(),
                    room, allowed.remedy().apply(size + needed()) + ", or label fewer cells");
        }
        pinned = PinnedRows.read(counts, blocks, sorted, (int) entries, table);
        pinnedBytes = size;
        room -= size;
    }
}
