package io.cellwright.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.cellwright.tensor.Rng;
import io.cellwright.tensor.Stream;

/// Cuts a list of cells into minibatches, in a new order each epoch. The order depends on the seed and the number of
/// the epoch alone.
///
/// @param cells the cells, by number
/// @param size cells of a minibatch
/// @param order how an epoch is ordered
/// @param tail what happens to a last minibatch of one or two cells
public record Minibatches(int[] cells, int size, Order order, Tail tail) {
    /// The order of an epoch.
    @FunctionalInterface
    public interface Order {
        /// The cells in the order of epoch `epoch`.
        int[] of(int[] cells, int epoch);

        /// Always the given order.
        Order GIVEN = (cells, epoch) -> cells;

        /// Always in the order of the file, so that what lies side by side is read at once.
        Order SORTED = (cells, epoch) -> Arrays.stream(cells).sorted().toArray();

        /// Shuffled anew each epoch, so that a buffer of blocks is enough to cut minibatches from.
        static Order byBlocks(long seed, Stream stream, Blocks blocks) {
            return (cells, epoch) -> blocks.shuffled(cells, seed, stream, epoch);
        }

        /// Shuffled anew each epoch.
        static Order shuffled(long seed, Stream stream) {
            return (cells, epoch) -> {
                int[] shuffled = cells.clone();
                Rng.shuffle(Rng.key(seed, stream, epoch, 0), shuffled);
                return shuffled;
            };
        }
    }

    /// What happens to a last minibatch of one or two cells, whose statistics say nothing.
    public enum Tail {
        /// It joins the one before it.
        JOIN,
        /// It stays as it is.
        KEEP
    }

    private static final int SMALL = 2;

    /// Checks the size.
    public Minibatches {
        if (size < 1) {
            throw new IllegalArgumentException("batch_size must be at least 1 but was " + size);
        }
    }

    /// Minibatches of an epoch, the last one possibly smaller.
    public List<int[]> epoch(int epoch) {
        int[] ordered = order.of(cells, epoch);
        int count = count();
        List<int[]> cut = new ArrayList<>(count);
        for (int b = 0; b < count; b++) {
            cut.add(Arrays.copyOfRange(ordered, b * size, b == count - 1 ? ordered.length : (b + 1) * size));
        }
        return cut;
    }

    /// Number of minibatches of an epoch.
    public int count() {
        int whole = cells.length / size;
        int rest = cells.length % size;
        boolean joins = tail == Tail.JOIN && rest <= SMALL && whole > 0;
        return rest == 0 || joins ? whole : whole + 1;
    }
}
