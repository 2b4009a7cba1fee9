package io.cellwright.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

import org.jspecify.annotations.Nullable;

/// Where the entries of one block of rows are put. Arrays of blocks that are no longer needed are used again: an epoch
/// from a file takes many times the heap, and to collect that takes a quarter as long as decoding.
public final class EntryRoom {
    private final Shelf shelf;
    private @Nullable Arrays taken;

    private EntryRoom(Shelf shelf) {
        this.shelf = shelf;
    }

    /// Two arrays of the same length. What is in them is left over from others.
    ///
    /// @param column for the column of each entry
    /// @param value for the value of each entry
    public record Arrays(int[] column, float[] value) {}

    /// Arrays for so many entries, or some more. For one block; whoever asks twice loses the first.
    public Arrays take(int entries) {
        Arrays arrays = shelf.take(entries);
        taken = arrays;
        return arrays;
    }

    /// Says that nobody reads the block any more.
    void giveBack() {
        Arrays arrays = taken;
        taken = null;
        if (arrays != null) {
            shelf.put(arrays);
        }
    }

    /// What was given back and waits for the blocks that are announced. Where nothing fits something else goes for it, so
    /// there is never more than these will take, and memory that was counted for them is enough for both.
    static final class Shelf {
        private static final int SIZES = 16;

        private final Deque<Arrays> free = new ArrayDeque<>();
        private final long most;
        private final long grain;
        private int announced;

        /// @param most entries of the largest block
        Shelf(long most) {
            this.most = Math.min(most, Integer.MAX_VALUE - 8);
            this.grain = Math.max(1, Math.ceilDiv(this.most, SIZES));
        }

        /// Length of arrays for so many entries. There are few lengths, so that what is given back fits others.
        long length(long entries) {
            return Math.max(entries, Math.min(most, Math.ceilDiv(entries, grain) * grain));
        }

        /// Room for a block that will be read.
        synchronized EntryRoom announce() {
            announced++;
            return new EntryRoom(this);
        }

        /// Says that a block that was announced has been read, or has failed.
        synchronized void done() {
            announced--;
            while (free.size() > announced) {
                free.removeFirst();
            }
        }

        /// How many pairs of arrays wait.
        synchronized int kept() {
            return free.size();
        }

        private synchronized Arrays take(int entries) {
            int length = (int) length(entries);
            for (Iterator<Arrays> each = free.iterator(); each.hasNext();) {
                Arrays one = each.next();
                if (one.column.length == length) {
                    each.remove();
                    return one;
                }
            }
            free.pollFirst();
            return new Arrays(new int[length], new float[length]);
        }

        private synchronized void put(Arrays arrays) {
            if (free.size() < announced) {
                free.addLast(arrays);
            }
        }
    }
}
