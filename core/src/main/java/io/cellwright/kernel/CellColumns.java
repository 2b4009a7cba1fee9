package io.cellwright.kernel;

import jdk.incubator.vector.FloatVector;

import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.broadcast;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;
import static io.cellwright.kernel.VectorMath.storeSum;

/// Blocks of cells with a cell in each lane: row j holds column j of `CELLS` cells, two vectors.
///
/// ```
/// rows of cells             cells in lanes
/// a0 a1 a2 ...              a0 b0 c0 ... | q0 r0 ...
/// b0 b1 b2 ...              a1 b1 c1 ... | q1 r1 ...
/// c0 c1 c2 ...              a2 b2 c2 ... | q2 r2 ...
/// ```
///
/// What is few and odd, the dimensions of a latent space, then goes down and fills no vector up; sums over it are lane
/// by lane; and a product reads weights as numbers, where they lie. A block that has fewer cells is filled up.
final class CellColumns {
    /// Cells of a block.
    static final int CELLS = 2 * LANES;
    /// Bytes of a row.
    static final long ROW = 4L * CELLS;

    private CellColumns() {}

    /// How many blocks hold `n` cells.
    static int blocks(int n) {
        return (n + CELLS - 1) / CELLS;
    }

    /// Floats of a row of `columns` that is filled up to whole vectors.
    static int filledUp(int columns) {
        return (columns + LANES - 1) / LANES * LANES;
    }

    /// Takes in rows of k numbers, `fromRow` bytes apart. Where there are fewer than `CELLS` they are followed by
    /// copies of the last, which are worth as much as any: what is made of them is not read.
    static void take(long from, long fromRow, int rows, int k, long to, long staging) {
        if (rows == CELLS) {
            MatrixTile.packTransposed(from, fromRow, k, CELLS, to, staging);
            return;
        }
        for (int i = 0; i < CELLS; i++) {
            long row = from + Math.min(i, rows - 1) * fromRow;
            for (int j = 0; j < k; j++) {
                Memory.float32(to + j * ROW + 4L * i, Memory.float32(row + 4L * j));
            }
        }
    }

    /// The same for gradients: where there are fewer rows they are followed by zeros.
    static void takeGradients(long from, long fromRow, int rows, int k, long to, long staging) {
        take(from, fromRow, rows, k, to, staging);
        if (rows < CELLS) {
            for (int j = 0; j < k; j++) {
                Memory.zero(to + j * ROW + 4L * rows, 4L * (CELLS - rows));
            }
        }
    }

    /// Bytes of `temp` for {@link #put}.
    static long tempBytes(int k) {
        return 4L * CELLS * filledUp(k);
    }

    /// Puts k numbers of each of the first `rows` cells where rows of k numbers are.
    static void put(long from, int k, long to, long toRow, int rows, boolean add, long temp, long staging) {
        MatrixTile.packTransposed(from, ROW, CELLS, k, temp, staging);
        RowCopies.put(temp, 4L * filledUp(k), to, toRow, rows, k, add);
    }

    /// A hidden layer of a block: `z = relu(u + t)` at the addresses u, z and t, where t is a number for each of
    /// `count` rows.
    static void addRelu(long[] at, long first, long count) {
        long u = at[0];
        long z = at[1];
        for (long t = at[2]; t < at[2] + 4 * count; t += 4) {
            FloatVector row = broadcast(Memory.float32(t));
            FloatVector a = load(u).add(row);
            FloatVector b = load(u + BYTES).add(row);
            store(a.blend(0f, a.lt(0f)), z);
            store(b.blend(0f, b.lt(0f)), z + BYTES);
            u += ROW;
            z += ROW;
        }
    }

    /// Sums of some rows for each cell, in rising order: from the first address to the second.
    static void sum(long[] at, long first, long rows) {
        for (long half = 0; half < ROW; half += BYTES) {
            FloatVector sum = broadcast(0f);
            for (long x = at[0] + half; x < at[0] + rows * ROW; x += ROW) {
                sum = load(x).add(sum);
            }
            storeSum(sum, at[1] + half);
        }
    }

    /// Writes each of k numbers to all cells.
    static void spread(long x_k, int k, long to) {
        for (int j = 0; j < k; j++) {
            FloatVector x = broadcast(Memory.float32(x_k + 4L * j));
            store(x, to + j * ROW);
            store(x, to + j * ROW + BYTES);
        }
    }
}
