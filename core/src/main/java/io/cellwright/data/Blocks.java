package io.cellwright.data;

import java.util.Arrays;

import io.cellwright.tensor.Rng;
import io.cellwright.tensor.Stream;

/// How cells are shuffled whose counts lie in a file: a file is fast to read in runs of rows only. Rows are cut into
/// blocks; the blocks come in shuffled order; so many at a time fill a buffer, and the cells of a buffer are shuffled.
///
/// The order depends on the seed, the epoch and these two numbers alone, not on where the counts are.
///
/// @param rows rows of a block
/// @param buffered blocks of a buffer
public record Blocks(int rows, int buffered) {
    /// Blocks of 256 rows, 32 of them in a buffer: a minibatch of 128 has its cells from nearly all 32.
    public static final Blocks USUAL = new Blocks(256, 32);

    /// Checks ranges.
    public Blocks {
        if (rows < 1 || buffered < 1) {
            throw new IllegalArgumentException("rows and buffered must be at least 1 but were " + rows + " and "
                    + buffered);
        }
    }

    /// The block that a row is in.
    int of(int row) {
        return row / rows;
    }

    /// Number of blocks of `n` rows.
    int count(int n) {
        return Math.ceilDiv(n, rows);
    }

    /// The cells in the order of an epoch.
    int[] shuffled(int[] cells, long seed, Stream stream, int epoch) {
        int[] sorted = cells.clone();
        Arrays.sort(sorted);
        int[] first = firstOfEachBlock(sorted);
        int[] block = Rng.permutation(Rng.key(seed, stream, epoch, 1), first.length - 1);
        int[] order = new int[sorted.length];
        int at = 0;
        for (int from = 0; from < block.length; from += buffered) {
            int begun = at;
            for (int b = from; b < Math.min(block.length, from + buffered); b++) {
                int length = first[block[b] + 1] - first[block[b]];
                System.arraycopy(sorted, first[block[b]], order, at, length);
                at += length;
            }
            int[] buffer = Arrays.copyOfRange(order, begun, at);
            Rng.shuffle(Rng.key(seed, stream, epoch, 2 + from / buffered), buffer);
            System.arraycopy(buffer, 0, order, begun, buffer.length);
        }
        return order;
    }

    /// Where the cells of each block begin among sorted cells, and their number at the end; blocks without are left
    /// out.
    private int[] firstOfEachBlock(int[] sorted) {
        int[] first = new int[sorted.length + 1];
        int count = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || of(sorted[i]) != of(sorted[i - 1])) {
                first[count++] = i;
            }
        }
        first[count++] = sorted.length;
        return Arrays.copyOf(first, count);
    }
}
