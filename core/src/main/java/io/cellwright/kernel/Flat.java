package io.cellwright.kernel;

import java.nio.ByteOrder;

import jdk.incubator.vector.FloatVector;

/// Vector loops over flat float buffers: cut into fixed blocks for the workers, the last floats, which are less than a
/// vector, taken through padded copies. So a loop holds each operation once and without a mask, and what it gives for
/// an element does not depend on where the element stands.
///
/// Two rules keep loops from allocating a vector at each step. All are started at one place, {@link #start}, where C2
/// inlines none, so each is compiled by itself and stays below the number of vector operations that C2 inlines. Two
/// decoys go first there each time: C2 inlines at a call the one or two targets that it has seen most, and so it always
/// sees three, whatever else has run in this JVM. And the receiver of a call is a vector just made, not one carried
/// around the loop, whose class C2 may not know; behind the loop too.
final class Flat {
    /// Elements of a block.
    static final int BLOCK = 4096;
    /// Up to so many elements one thread does faster alone.
    static final int ALONE = 16_384;
    /// What {@link #range} needs at `pads`.
    static final long PAD_BYTES = 8L * VectorMath.BYTES;

    private static final Loop DECOY = (at, first, count) -> {};
    private static final Loop SECOND_DECOY = (at, first, count) -> {};
    private static final long TEMP_BYTES = 4L * BLOCK + VectorMath.BYTES;

    /// A loop over equal-sized buffers.
    @FunctionalInterface
    interface Loop {
        /// Runs over `count` floats at each address, a multiple of the lanes. The first of them is element `first` of
        /// its buffer.
        void run(long[] at, long first, long count);
    }

    /// A chain of loops over the rows of one block.
    @FunctionalInterface
    interface RowLoop {
        /// Runs over `rows` rows from row `row` on. `pads` is for {@link #range}, `temp` has room for their elements as
        /// floats and one vector more.
        void run(int row, int rows, long pads, long temp);
    }

    /// A chain of loops over one block, for what is too much for a single loop.
    @FunctionalInterface
    interface BlockLoop {
        /// Runs over `count` elements from `first` on. `pads` is for {@link #range}, `temp` has room for them as floats
        /// and one vector more.
        void run(long first, long count, long pads, long temp);
    }

    private Flat() {}

    /// Runs `loop` over all `count` elements of the buffers `at`, of which the last `outputs` are written. An address
    /// of 0 stays 0.
    static void run(WorkerPool pool, long count, int outputs, long[] at, Loop loop) {
        long block = blockOf(count);
        pool.runEvenly(blocks(count, block), (from, to, worker) -> {
            long first = from * block;
            long pads = pool.scratch(worker, PAD_BYTES);
            range(loop, shifted(at, first), outputs, first, Math.min(to * block, count) - first, pads);
        });
    }

    /// Runs `loop` over all blocks of `count` elements.
    static void byBlocks(WorkerPool pool, long count, BlockLoop loop) {
        long share = blockOf(count);
        pool.runEvenly(blocks(count, share), (from, to, worker) -> {
            long pads = pool.scratch(worker, PAD_BYTES + TEMP_BYTES);
            long end = Math.min(to * share, count);
            for (long first = from * share; first < end; first += BLOCK) {
                loop.run(first, Math.min(BLOCK, end - first), pads, pads + PAD_BYTES);
            }
        });
    }

    /// Runs `loop` over all of `n` rows of `k` elements.
    static void rows(WorkerPool pool, int n, int k, RowLoop loop) {
        int size = rowsOfBlock(n, k);
        long temp = 4L * size * k + VectorMath.BYTES;
        pool.runEvenly(blocks(n, size), (from, to, worker) -> {
            long pads = pool.scratch(worker, PAD_BYTES + temp);
            for (int block = from; block < to; block++) {
                int row = block * size;
                loop.run(row, Math.min(size, n - row), pads, pads + PAD_BYTES);
            }
        });
    }

    /// Rows of one block when there are `n` of `k` elements: where k is small a multiple of 16, so that the elements of
    /// the block are whole vectors.
    static int rowsOfBlock(int n, int k) {
        if ((long) n * k <= ALONE) {
            return Math.max(n, 1);
        }
        return wholeRows(BLOCK, k);
    }

    /// How many rows of `k` have about `count` elements; a multiple of 16 where `k` is small.
    static int wholeRows(int count, int k) {
        int rows = Math.max(count / k, 1);
        return rows < 16 ? rows : rows & -16;
    }

    /// Elements of one block when there are `count` in all.
    static long blockOf(long count) {
        return count <= ALONE ? ALONE : BLOCK;
    }

    /// Blocks of `size` that hold `count` elements.
    static int blocks(long count, long size) {
        return Math.toIntExact((count + size - 1) / size);
    }

    /// Runs `loop` over `count` floats at each address of `at`, the first being element `first`; `pads` is a scratch
    /// buffer of `PAD_BYTES`.
    static void range(Loop loop, long[] at, int outputs, long first, long count, long pads) {
        long whole = count & -VectorMath.LANES;
        if (whole > 0) {
            start(loop, at, first, whole);
        }
        if (whole < count) {
            padded(loop, shifted(at, whole), outputs, first + whole, 4 * (count - whole), pads);
        }
    }

    /// Runs a loop over whole vectors.
    static void start(Loop loop, long[] at, long first, long count) {
        Loop next = DECOY;
        for (int i = 0; i < 3; i++) {
            next.run(at, first, count);
            next = i == 0 ? SECOND_DECOY : loop;
        }
    }

    private static void padded(Loop loop, long[] at, int outputs, long first, long bytes, long pads) {
        long[] pad = new long[at.length];
        for (int k = 0; k < at.length; k++) {
            if (at[k] != 0) {
                pad[k] = pads + (long) k * VectorMath.BYTES;
                Memory.copy(at[k], pad[k], bytes);
            }
        }
        start(loop, pad, first, VectorMath.LANES);
        for (int k = at.length - outputs; k < at.length; k++) {
            if (at[k] != 0) {
                Memory.copy(pad[k], at[k], bytes);
            }
        }
    }

    /// Writes each of `n` numbers `k` times, and up to a vector beyond the last.
    static void spread(long x_n, long y_nk, int n, int k) {
        for (int i = 0; i < n; i++) {
            FloatVector x = VectorMath.broadcast(Memory.float32(x_n + 4L * i));
            long y = y_nk + 4L * i * k;
            VectorMath.store(x, y);
            // Seldom run where k is small: see VectorMath.put.
            for (int j = VectorMath.LANES; j < k; j += VectorMath.LANES) {
                x.intoMemorySegment(Memory.ALL, y + 4L * j, ByteOrder.nativeOrder());
            }
        }
    }

    /// The addresses of element `first` of each buffer.
    private static long[] shifted(long[] at, long first) {
        long[] there = new long[at.length];
        for (int k = 0; k < at.length; k++) {
            there[k] = at[k] == 0 ? 0 : at[k] + 4 * first;
        }
        return there;
    }
}
