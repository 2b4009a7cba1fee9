package io.cellwright.cli;

import java.util.function.LongSupplier;

import io.cellwright.data.Room;

/// The memory that the process may take, and what of it counts may.
///
/// The heap gets all but a part for the model, the code and Java itself: half, at most a gibibyte. The launcher gives
/// the JVM that heap; this class counts on it.
///
/// @param said as it was given
/// @param bytes of the whole process
/// @param taken bytes of the heap that are in use
record MemoryBudget(String said, long bytes, LongSupplier taken) {
    private static final long MOST_BESIDE_HEAP = 1L << 30;
    /// The young generation, and what commands need beside counts and tables.
    private static final long WORK = 96L << 20;
    /// Bytes that a stored count takes at most when all are in memory: as it was read, with other genes, its logarithm.
    private static final int ENTRY_BYTES = 20;
    /// What is kept of blocks; the rest is for those that are being decoded, and for the collector.
    private static final double KEPT = 0.6;
    /// With a quarter of it, what is in use was seen to differ by less from one look to the next.
    private static final long MARGIN = 16L << 20;
    /// The least with which the JVM starts and trains.
    private static final long LEAST = 256L << 20;

    /// Checks the size.
    MemoryBudget {
        if (bytes < LEAST) {
            throw new IllegalArgumentException("--memory must be at least 256m, which Java and a small model take, but "
                    + "was " + said);
        }
    }

    /// Of this process.
    MemoryBudget(String said, long bytes) {
        this(said, bytes, MemoryBudget::takenHere);
    }

    private static long takenHere() {
        Runtime runtime = Runtime.getRuntime();
        // What nobody needs any more does not count.
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /// The heap.
    long heap() {
        return bytes - Math.min(bytes / 2, MOST_BESIDE_HEAP);
    }

    /// Bytes that are left for counts, now that tables about cells and genes are in memory.
    long forCounts() {
        return Math.max(0, heap() - taken.getAsLong() - WORK);
    }

    /// What decoded blocks may take, of the bytes that are left for counts.
    Room forBlocks(long left) {
        return new Room((long) (KEPT * left), wanted -> allow((long) Math.ceil(wanted / KEPT)));
    }

    /// What of the size that was given is left, for a message.
    String leaves(long left) {
        return "--memory " + said + " leaves " + Numbers.bytes(left);
    }

    /// What there is to do for so many bytes of counts, for a message.
    String allow(long counts) {
        return "Allow --memory " + least(counts);
    }

    /// The least `--memory` that leaves so many bytes for counts, as it is written, with a margin.
    String least(long counts) {
        long inUse = taken.getAsLong();
        long heap = Math.min(counts, Long.MAX_VALUE / 4) + inUse + inUse / 4 + WORK + MARGIN;
        long whole = Math.min(2 * heap, heap + MOST_BESIDE_HEAP);
        return Math.max(LEAST, whole) / (1 << 20) + 1 + "m";
    }

    /// Bytes that so many stored counts take in memory, at most.
    static long inMemory(long entries) {
        return inMemory(entries, ENTRY_BYTES);
    }

    /// Bytes of so many stored counts; what a damaged file declares may be more than there are numbers for.
    static long inMemory(long entries, int entryBytes) {
        return entries > Long.MAX_VALUE / entryBytes ? Long.MAX_VALUE : entryBytes * entries;
    }
}
