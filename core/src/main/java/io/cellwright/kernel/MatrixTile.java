package io.cellwright.kernel;

import java.nio.ByteOrder;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.FLOATS;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.broadcast;
import static io.cellwright.kernel.VectorMath.firstLanes;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;

/// The innermost loops of dense products: a tile of four rows by up to three vectors kept in registers, and the packing
/// of the right-hand matrix into panels that such a tile reads from end to end.
///
/// Twelve sums hide the latency of a multiply-add on every machine that we know, and with three vectors of the right
/// and one of the left they fill the sixteen registers of AVX2. A panel holds `depth` rows of `vectors` vectors, its
/// last lanes filled with zeros. All addresses, strides and steps are in bytes.
///
/// Once a method has grown large, C2 inlines nothing more into it but what bears the JDK's own mark, and a vector that
/// goes through a call is an object. So these loops call the Vector API itself where {@link VectorMath#load} would do.
final class MatrixTile {
    /// Rows of a tile.
    static final int ROWS = 4;
    /// Most vectors of a tile, side by side.
    static final int VECTORS = 3;
    /// Scratch that {@link #packTransposed} needs.
    static final int STAGING = 3 * LANES * BYTES;

    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    // Lanes a0 b0 a1 b1 ... of the lower and of the upper halves of two vectors.
    private static final IntVector LOWER = interleaved(0);
    private static final IntVector UPPER = interleaved(LANES / 2);

    private MatrixTile() {}

    /// `c = init + a b`: all rows of a block by one panel, tile by tile. Element (i, k) of the left is at
    /// `a + i * aRow + k * aStep`. Row `i` of the start values is at `init + i * initRow`; with `initRow` 0 all rows
    /// start alike. Of the last vector only `lanes` lanes are read from `init` and written to `c`.
    static void rowsByPanel(long a, long aRow, long aStep, int rows, long panel, int vectors, int lanes, long init,
            long initRow, long c, long cRow, int depth) {
        for (int i = 0; i < rows; i += ROWS) {
            int here = Math.min(ROWS, rows - i);
            long ai = a + i * aRow;
            long ini = init + i * initRow;
            long ci = c + i * cRow;
            switch (vectors) {
                case 1 -> one(ai, aRow, aStep, here, panel, lanes, ini, initRow, ci, cRow, depth);
                case 2 -> two(ai, aRow, aStep, here, panel, lanes, ini, initRow, ci, cRow, depth);
                default -> three(ai, aRow, aStep, here, panel, lanes, ini, initRow, ci, cRow, depth);
            }
        }
    }

    /// A tile of three vectors. Where fewer than four rows are left, the last row is worked on more than once: it gives
    /// the same sums each time, and a shorter tile would not be faster.
    private static void three(long a, long aRow, long aStep, int rows, long b, int lanes, long init, long initRow,
            long c, long cRow, int depth) {
        VectorMask<Float> mask = firstLanes(lanes);
        int r1 = Math.min(1, rows - 1);
        int r2 = Math.min(2, rows - 1);
        int r3 = rows - 1;
        long row = init;
        FloatVector c00 = load(row);
        FloatVector c01 = load(row + BYTES);
        FloatVector c02 = load(row + 2L * BYTES, mask);
        row = init + r1 * initRow;
        FloatVector c10 = load(row);
        FloatVector c11 = load(row + BYTES);
        FloatVector c12 = load(row + 2L * BYTES, mask);
        row = init + r2 * initRow;
        FloatVector c20 = load(row);
        FloatVector c21 = load(row + BYTES);
        FloatVector c22 = load(row + 2L * BYTES, mask);
        row = init + r3 * initRow;
        FloatVector c30 = load(row);
        FloatVector c31 = load(row + BYTES);
        FloatVector c32 = load(row + 2L * BYTES, mask);
        long a1 = a + r1 * aRow;
        long a2 = a + r2 * aRow;
        long a3 = a + r3 * aRow;
        long at = 0;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = load(b);
            FloatVector b1 = load(b + BYTES);
            FloatVector b2 = load(b + 2L * BYTES);
            FloatVector x = broadcast(Memory.float32(a + at));
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = broadcast(Memory.float32(a1 + at));
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = broadcast(Memory.float32(a2 + at));
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            x = broadcast(Memory.float32(a3 + at));
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            b += 3L * BYTES;
            at += aStep;
        }
        c00.intoMemorySegment(ALL, c, ORDER);
        c01.intoMemorySegment(ALL, c + BYTES, ORDER);
        c02.intoMemorySegment(ALL, c + 2L * BYTES, ORDER, mask);
        row = c + r1 * cRow;
        c10.intoMemorySegment(ALL, row, ORDER);
        c11.intoMemorySegment(ALL, row + BYTES, ORDER);
        c12.intoMemorySegment(ALL, row + 2L * BYTES, ORDER, mask);
        row = c + r2 * cRow;
        c20.intoMemorySegment(ALL, row, ORDER);
        c21.intoMemorySegment(ALL, row + BYTES, ORDER);
        c22.intoMemorySegment(ALL, row + 2L * BYTES, ORDER, mask);
        row = c + r3 * cRow;
        c30.intoMemorySegment(ALL, row, ORDER);
        c31.intoMemorySegment(ALL, row + BYTES, ORDER);
        c32.intoMemorySegment(ALL, row + 2L * BYTES, ORDER, mask);
    }

    private static void two(long a, long aRow, long aStep, int rows, long b, int lanes, long init, long initRow,
            long c, long cRow, int depth) {
        VectorMask<Float> mask = firstLanes(lanes);
        int r1 = Math.min(1, rows - 1);
        int r2 = Math.min(2, rows - 1);
        int r3 = rows - 1;
        FloatVector c00 = load(init);
        FloatVector c01 = load(init + BYTES, mask);
        FloatVector c10 = load(init + r1 * initRow);
        FloatVector c11 = load(init + r1 * initRow + BYTES, mask);
        FloatVector c20 = load(init + r2 * initRow);
        FloatVector c21 = load(init + r2 * initRow + BYTES, mask);
        FloatVector c30 = load(init + r3 * initRow);
        FloatVector c31 = load(init + r3 * initRow + BYTES, mask);
        long a1 = a + r1 * aRow;
        long a2 = a + r2 * aRow;
        long a3 = a + r3 * aRow;
        long at = 0;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = load(b);
            FloatVector b1 = load(b + BYTES);
            FloatVector x = broadcast(Memory.float32(a + at));
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = broadcast(Memory.float32(a1 + at));
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = broadcast(Memory.float32(a2 + at));
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = broadcast(Memory.float32(a3 + at));
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            b += 2L * BYTES;
            at += aStep;
        }
        c00.intoMemorySegment(ALL, c, ORDER);
        c01.intoMemorySegment(ALL, c + BYTES, ORDER, mask);
        c10.intoMemorySegment(ALL, c + r1 * cRow, ORDER);
        c11.intoMemorySegment(ALL, c + r1 * cRow + BYTES, ORDER, mask);
        c20.intoMemorySegment(ALL, c + r2 * cRow, ORDER);
        c21.intoMemorySegment(ALL, c + r2 * cRow + BYTES, ORDER, mask);
        c30.intoMemorySegment(ALL, c + r3 * cRow, ORDER);
        c31.intoMemorySegment(ALL, c + r3 * cRow + BYTES, ORDER, mask);
    }

    private static void one(long a, long aRow, long aStep, int rows, long b, int lanes, long init, long initRow, long c,
            long cRow, int depth) {
        VectorMask<Float> mask = firstLanes(lanes);
        int r1 = Math.min(1, rows - 1);
        int r2 = Math.min(2, rows - 1);
        int r3 = rows - 1;
        FloatVector c0 = load(init, mask);
        FloatVector c1 = load(init + r1 * initRow, mask);
        FloatVector c2 = load(init + r2 * initRow, mask);
        FloatVector c3 = load(init + r3 * initRow, mask);
        long a1 = a + r1 * aRow;
        long a2 = a + r2 * aRow;
        long a3 = a + r3 * aRow;
        long at = 0;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = load(b);
            c0 = broadcast(Memory.float32(a + at)).fma(b0, c0);
            c1 = broadcast(Memory.float32(a1 + at)).fma(b0, c1);
            c2 = broadcast(Memory.float32(a2 + at)).fma(b0, c2);
            c3 = broadcast(Memory.float32(a3 + at)).fma(b0, c3);
            b += BYTES;
            at += aStep;
        }
        c0.intoMemorySegment(ALL, c, ORDER, mask);
        c1.intoMemorySegment(ALL, c + r1 * cRow, ORDER, mask);
        c2.intoMemorySegment(ALL, c + r2 * cRow, ORDER, mask);
        c3.intoMemorySegment(ALL, c + r3 * cRow, ORDER, mask);
    }

    /// Panel row `k` is row `k` of `b`: its first `vectors` vectors, the last of them with `lanes` lanes.
    static void pack(long b, long bRow, int depth, int vectors, int lanes, long panel) {
        long panelRow = (long) vectors * BYTES;
        for (int v = 0; v < vectors; v++) {
            int lanesHere = v == vectors - 1 ? lanes : LANES;
            copy(b + (long) v * BYTES, bRow, depth, lanesHere, panel + (long) v * BYTES, panelRow);
        }
    }

    /// Panel row `k` is column `k` of `b`: its first `width` numbers.
    static void packTransposed(long b, long bRow, int depth, int width, long panel, long staging) {
        int vectors = (width + LANES - 1) / LANES;
        long panelRow = (long) vectors * BYTES;
        for (int j = 0; j < width; j += LANES) {
            int rows = Math.min(LANES, width - j);
            for (int k = 0; k < depth; k += LANES) {
                int columns = Math.min(LANES, depth - k);
                long from = b + j * bRow + 4L * k;
                long to = panel + 4L * j + k * panelRow;
                if (rows == LANES && columns == LANES) {
                    transpose(from, bRow, to, panelRow, staging);
                } else {
                    long edge = staging + 2L * LANES * BYTES;
                    stage(from, bRow, rows, columns, edge);
                    transpose(edge, BYTES, edge, BYTES, staging);
                    copy(edge, BYTES, columns, LANES, to, panelRow);
                }
            }
        }
    }

    private static void copy(long from, long fromRow, int rows, int lanes, long to, long toRow) {
        VectorMask<Float> mask = firstLanes(lanes);
        for (int k = 0; k < rows; k++) {
            FloatVector.fromMemorySegment(FLOATS, ALL, from, ORDER, mask).intoMemorySegment(ALL, to, ORDER);
            from += fromRow;
            to += toRow;
        }
    }

    /// Copies the corner of a matrix into a square of `LANES` by `LANES`, zeros around it.
    private static void stage(long from, long fromRow, int rows, int columns, long square) {
        VectorMask<Float> mask = firstLanes(columns);
        for (int r = 0; r < rows; r++) {
            store(load(from + r * fromRow, mask), square + (long) r * BYTES);
        }
        for (int r = rows; r < LANES; r++) {
            store(broadcast(0), square + (long) r * BYTES);
        }
    }

    /// Transposes a square of `LANES` by `LANES`. One pass that interleaves row `i` with row `i + LANES / 2` rotates
    /// the bits of an element's place (row, column) by one, so log2(LANES) passes swap row and column; four rows at a
    /// time give two passes at once.
    private static void transpose(long from, long fromRow, long to, long toRow, long staging) {
        long source = from;
        long sourceRow = fromRow;
        long spare = staging;
        int left = Integer.numberOfTrailingZeros(LANES);
        while (left > 0) {
            int passes = Math.min(left, 2);
            left -= passes;
            long target = left == 0 ? to : spare;
            long targetRow = left == 0 ? toRow : BYTES;
            if (passes == 2) {
                interleaveTwice(source, sourceRow, target, targetRow);
            } else {
                interleaveOnce(source, sourceRow, target, targetRow);
            }
            source = target;
            sourceRow = targetRow;
            spare = spare == staging ? staging + (long) LANES * BYTES : staging;
        }
    }

    private static void interleaveTwice(long from, long fromRow, long to, long toRow) {
        for (int i = 0; i < LANES / 4; i++) {
            IntVector r0 = IntVector.fromMemorySegment(INTS, ALL, from + i * fromRow, ORDER);
            IntVector r1 = IntVector.fromMemorySegment(INTS, ALL, from + (i + LANES / 4) * fromRow, ORDER);
            IntVector r2 = IntVector.fromMemorySegment(INTS, ALL, from + (i + LANES / 2) * fromRow, ORDER);
            IntVector r3 = IntVector.fromMemorySegment(INTS, ALL, from + (i + 3 * LANES / 4) * fromRow, ORDER);
            IntVector even0 = LOWER.selectFrom(r0, r2);
            IntVector odd0 = UPPER.selectFrom(r0, r2);
            IntVector even1 = LOWER.selectFrom(r1, r3);
            IntVector odd1 = UPPER.selectFrom(r1, r3);
            long row = to + 4L * i * toRow;
            LOWER.selectFrom(even0, even1).intoMemorySegment(ALL, row, ORDER);
            UPPER.selectFrom(even0, even1).intoMemorySegment(ALL, row + toRow, ORDER);
            LOWER.selectFrom(odd0, odd1).intoMemorySegment(ALL, row + 2 * toRow, ORDER);
            UPPER.selectFrom(odd0, odd1).intoMemorySegment(ALL, row + 3 * toRow, ORDER);
        }
    }

    private static void interleaveOnce(long from, long fromRow, long to, long toRow) {
        for (int i = 0; i < LANES / 2; i++) {
            IntVector a = IntVector.fromMemorySegment(INTS, ALL, from + i * fromRow, ORDER);
            IntVector b = IntVector.fromMemorySegment(INTS, ALL, from + (i + LANES / 2) * fromRow, ORDER);
            LOWER.selectFrom(a, b).intoMemorySegment(ALL, to + 2L * i * toRow, ORDER);
            UPPER.selectFrom(a, b).intoMemorySegment(ALL, to + (2 * i + 1) * toRow, ORDER);
        }
    }

    private static IntVector interleaved(int first) {
        int[] lanes = new int[LANES];
        for (int i = 0; i < LANES; i++) {
            lanes[i] = first + i / 2 + (i % 2) * LANES;
        }
        return IntVector.fromArray(INTS, lanes, 0);
    }
}
