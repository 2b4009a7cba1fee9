package io.cellwright.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.FLOATS;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.ORDER;
import static io.cellwright.kernel.VectorMath.firstLanes;

/// The innermost loops of dense products: a tile of four rows by up to three vectors kept in registers, and the packing
/// of the right-hand matrix into panels that such a tile reads from end to end.
///
/// ```
///                 panel b: depth rows of 3 vectors, in the first cache
///                 +-----+-----+-----+
///                 | b0  | b1  | b2  |  row k: three loads
///                 +-----+-----+-----+
/// a0[k] --copied--> c00   c01   c02
/// a1[k] --to all--> c10   c11   c12     twelve sums in registers over all k;
/// a2[k] --lanes --> c20   c21   c22     four loads and twelve multiply-adds a row
/// a3[k] ----------> c30   c31   c32
/// ```
///
/// The limit is arithmetic: two multiply-adds of a vector a cycle, six cycles a row. By itself, with the panel in the
/// first cache, the tile of three vectors reaches 83 % of it (149 of 179 GFLOP/s). Reads without a check
/// ({@link Memory#known}) would bring it to 90 %, but the few nodes that they add left C2 no budget for the last sums in
/// one of five orders in which the tests of allocation were run.
///
/// Twelve sums hide the latency of a multiply-add on every machine that we know, and with three vectors of the right
/// and one of the left they fill the sixteen registers of AVX2. A panel holds `depth` rows of `vectors` vectors, its
/// last lanes filled with zeros. All addresses, strides and steps are in bytes.
///
/// Once a method has grown large, and in a branch or loop that it has seen rarely, C2 inlines nothing but what bears
/// the JDK's own mark, and a vector that goes through a call is an object. So these loops call the Vector API itself
/// where {@link VectorMath#load} would do. And the sums start at zero and take their start values at the end: twelve
/// loads in front of the loop would leave C2 no budget for the last of its twelve multiply-adds.
final class MatrixTile {
    /// Rows of a tile.
    static final int ROWS = 4;
    /// Most vectors of a tile, side by side.
    static final int VECTORS = 3;
    /// Scratch that {@link #packTransposed} and {@link #rowsByPanel} need.
    static final int STAGING = Math.max(3 * LANES, ROWS * VECTORS) * BYTES;

    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    // Lanes a0 b0 a1 b1 ... of the lower and of the upper halves of two vectors.
    private static final IntVector LOWER = interleaved(0);
    private static final IntVector UPPER = interleaved(LANES / 2);

    private MatrixTile() {}

    /// `c = init + a b`: all rows of a block by one panel, tile by tile. Element (i, k) of the left is at
    /// `a + i * aRow + k * aStep`. Row `i` of the start values is at `init + i * initRow`; with `initRow` 0 all rows
    /// start alike. Of the last vector only `lanes` lanes are read from `init` and written to `c`; tiles that are not
    /// whole go through `staging`, because masks would make their loops too large for both compilers.
    static void rowsByPanel(long a, long aRow, long aStep, int rows, long panel, int vectors, int lanes, long init,
            long initRow, long c, long cRow, int depth, long staging) {
        long tileRow = (long) vectors * BYTES;
        for (int i = 0; i < rows; i += ROWS) {
            int here = Math.min(ROWS, rows - i);
            long ai = a + i * aRow;
            long ini = init + i * initRow;
            long ci = c + i * cRow;
            if (lanes == LANES) {
                tile(ai, aRow, aStep, here, panel, vectors, ini, initRow, ci, cRow, depth);
            } else {
                pack(ini, initRow, here, vectors, lanes, staging);
                tile(ai, aRow, aStep, here, panel, vectors, staging, tileRow, staging, tileRow, depth);
                unpack(staging, here, vectors, lanes, ci, cRow);
            }
        }
    }

    /// A tile of at most four rows. Where fewer are left, the last row is worked on more than once: it gives the same
    /// sums each time, and a shorter tile would not be faster. So all start values are read before any row is written:
    /// they may be where the sums go.
    private static void tile(long a, long aRow, long aStep, int rows, long panel, int vectors, long init, long initRow,
            long c, long cRow, int depth) {
        switch (vectors) {
            case 1 -> one(a, aRow, aStep, rows, panel, init, initRow, c, cRow, depth);
            case 2 -> two(a, aRow, aStep, rows, panel, init, initRow, c, cRow, depth);
            default -> three(a, aRow, aStep, rows, panel, init, initRow, c, cRow, depth);
        }
    }

    private static void three(long a, long aRow, long aStep, int rows, long b, long init, long initRow, long c,
            long cRow, int depth) {
        int r1 = Math.min(1, rows - 1);
        int r2 = Math.min(2, rows - 1);
        int r3 = rows - 1;
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c02 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c12 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c22 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        FloatVector c32 = zero;
        long a1 = a + r1 * aRow;
        long a2 = a + r2 * aRow;
        long a3 = a + r3 * aRow;
        long at = 0;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromMemorySegment(FLOATS, ALL, b, ORDER);
            FloatVector b1 = FloatVector.fromMemorySegment(FLOATS, ALL, b + BYTES, ORDER);
            FloatVector b2 = FloatVector.fromMemorySegment(FLOATS, ALL, b + 2L * BYTES, ORDER);
            FloatVector x = FloatVector.broadcast(FLOATS, Memory.float32(a + at));
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(FLOATS, Memory.float32(a1 + at));
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(FLOATS, Memory.float32(a2 + at));
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            x = FloatVector.broadcast(FLOATS, Memory.float32(a3 + at));
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            b += 3L * BYTES;
            at += aStep;
        }
        long row = init;
        c00 = FloatVector.fromMemorySegment(FLOATS, ALL, row, ORDER).add(c00);
        c01 = FloatVector.fromMemorySegment(FLOATS, ALL, row + BYTES, ORDER).add(c01);
        c02 = FloatVector.fromMemorySegment(FLOATS, ALL, row + 2L * BYTES, ORDER).add(c02);
        row = init + r1 * initRow;
        c10 = FloatVector.fromMemorySegment(FLOATS, ALL, row, ORDER).add(c10);
        c11 = FloatVector.fromMemorySegment(FLOATS, ALL, row + BYTES, ORDER).add(c11);
        c12 = FloatVector.fromMemorySegment(FLOATS, ALL, row + 2L * BYTES, ORDER).add(c12);
        row = init + r2 * initRow;
        c20 = FloatVector.fromMemorySegment(FLOATS, ALL, row, ORDER).add(c20);
        c21 = FloatVector.fromMemorySegment(FLOATS, ALL, row + BYTES, ORDER).add(c21);
        c22 = FloatVector.fromMemorySegment(FLOATS, ALL, row + 2L * BYTES, ORDER).add(c22);
        row = init + r3 * initRow;
        c30 = FloatVector.fromMemorySegment(FLOATS, ALL, row, ORDER).add(c30);
        c31 = FloatVector.fromMemorySegment(FLOATS, ALL, row + BYTES, ORDER).add(c31);
        c32 = FloatVector.fromMemorySegment(FLOATS, ALL, row + 2L * BYTES, ORDER).add(c32);
        row = c;
        c00.intoMemorySegment(ALL, row, ORDER);
        c01.intoMemorySegment(ALL, row + BYTES, ORDER);
        c02.intoMemorySegment(ALL, row + 2L * BYTES, ORDER);
        row = c + r1 * cRow;
        c10.intoMemorySegment(ALL, row, ORDER);
        c11.intoMemorySegment(ALL, row + BYTES, ORDER);
        c12.intoMemorySegment(ALL, row + 2L * BYTES, ORDER);
        row = c + r2 * cRow;
        c20.intoMemorySegment(ALL, row, ORDER);
        c21.intoMemorySegment(ALL, row + BYTES, ORDER);
        c22.intoMemorySegment(ALL, row + 2L * BYTES, ORDER);
        row = c + r3 * cRow;
        c30.intoMemorySegment(ALL, row, ORDER);
        c31.intoMemorySegment(ALL, row + BYTES, ORDER);
        c32.intoMemorySegment(ALL, row + 2L * BYTES, ORDER);
    }

    private static void two(long a, long aRow, long aStep, int rows, long b, long init, long initRow, long c,
            long cRow, int depth) {
        int r1 = Math.min(1, rows - 1);
        int r2 = Math.min(2, rows - 1);
        int r3 = rows - 1;
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        long a1 = a + r1 * aRow;
        long a2 = a + r2 * aRow;
        long a3 = a + r3 * aRow;
        long at = 0;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromMemorySegment(FLOATS, ALL, b, ORDER);
            FloatVector b1 = FloatVector.fromMemorySegment(FLOATS, ALL, b + BYTES, ORDER);
            FloatVector x = FloatVector.broadcast(FLOATS, Memory.float32(a + at));
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(FLOATS, Memory.float32(a1 + at));
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(FLOATS, Memory.float32(a2 + at));
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(FLOATS, Memory.float32(a3 + at));
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            b += 2L * BYTES;
            at += aStep;
        }
        long row = init;
        c00 = FloatVector.fromMemorySegment(FLOATS, ALL, row, ORDER).add(c00);
        c01 = FloatVector.fromMemorySegment(FLOATS, ALL, row + BYTES, ORDER).add(c01);
        row = init + r1 * initRow;
        c10 = FloatVector.fromMemorySegment(FLOATS, ALL, row, ORDER).add(c10);
        c11 = FloatVector.fromMemorySegment(FLOATS, ALL, row + BYTES, ORDER).add(c11);
        row = init + r2 * initRow;
        c20 = FloatVector.fromMemorySegment(FLOATS, ALL, row, ORDER).add(c20);
        c21 = FloatVector.fromMemorySegment(FLOATS, ALL, row + BYTES, ORDER).add(c21);
        row = init + r3 * initRow;
        c30 = FloatVector.fromMemorySegment(FLOATS, ALL, row, ORDER).add(c30);
        c31 = FloatVector.fromMemorySegment(FLOATS, ALL, row + BYTES, ORDER).add(c31);
        row = c;
        c00.intoMemorySegment(ALL, row, ORDER);
        c01.intoMemorySegment(ALL, row + BYTES, ORDER);
        row = c + r1 * cRow;
        c10.intoMemorySegment(ALL, row, ORDER);
        c11.intoMemorySegment(ALL, row + BYTES, ORDER);
        row = c + r2 * cRow;
        c20.intoMemorySegment(ALL, row, ORDER);
        c21.intoMemorySegment(ALL, row + BYTES, ORDER);
        row = c + r3 * cRow;
        c30.intoMemorySegment(ALL, row, ORDER);
        c31.intoMemorySegment(ALL, row + BYTES, ORDER);
    }

    private static void one(long a, long aRow, long aStep, int rows, long b, long init, long initRow, long c,
            long cRow, int depth) {
        int r1 = Math.min(1, rows - 1);
        int r2 = Math.min(2, rows - 1);
        int r3 = rows - 1;
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector c00 = zero;
        FloatVector c10 = zero;
        FloatVector c20 = zero;
        FloatVector c30 = zero;
        long a1 = a + r1 * aRow;
        long a2 = a + r2 * aRow;
        long a3 = a + r3 * aRow;
        long at = 0;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromMemorySegment(FLOATS, ALL, b, ORDER);
            FloatVector x = FloatVector.broadcast(FLOATS, Memory.float32(a + at));
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(FLOATS, Memory.float32(a1 + at));
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(FLOATS, Memory.float32(a2 + at));
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(FLOATS, Memory.float32(a3 + at));
            c30 = x.fma(b0, c30);
            b += BYTES;
            at += aStep;
        }
        long row = init;
        c00 = FloatVector.fromMemorySegment(FLOATS, ALL, row, ORDER).add(c00);
        row = init + r1 * initRow;
        c10 = FloatVector.fromMemorySegment(FLOATS, ALL, row, ORDER).add(c10);
        row = init + r2 * initRow;
        c20 = FloatVector.fromMemorySegment(FLOATS, ALL, row, ORDER).add(c20);
        row = init + r3 * initRow;
        c30 = FloatVector.fromMemorySegment(FLOATS, ALL, row, ORDER).add(c30);
        row = c;
        c00.intoMemorySegment(ALL, row, ORDER);
        row = c + r1 * cRow;
        c10.intoMemorySegment(ALL, row, ORDER);
        row = c + r2 * cRow;
        c20.intoMemorySegment(ALL, row, ORDER);
        row = c + r3 * cRow;
        c30.intoMemorySegment(ALL, row, ORDER);
    }

    /// Panel row `k` is row `k` of `b`: its first `vectors` vectors, the last of them with `lanes` lanes.
    static void pack(long b, long bRow, int depth, int vectors, int lanes, long panel) {
        long panelRow = (long) vectors * BYTES;
        for (int v = 0; v < vectors; v++) {
            int lanesHere = v == vectors - 1 ? lanes : LANES;
            copy(b + (long) v * BYTES, bRow, depth, lanesHere, panel + (long) v * BYTES, panelRow);
        }
    }

    /// The reverse of {@link #pack}. Its inner loop is a rare one where panels are narrow.
    private static void unpack(long tile, int rows, int vectors, int lanes, long c, long cRow) {
        VectorMask<Float> mask = firstLanes(lanes);
        for (int i = 0; i < rows; i++) {
            for (int v = 0; v < vectors - 1; v++) {
                FloatVector.fromMemorySegment(FLOATS, ALL, tile, ORDER)
                        .intoMemorySegment(ALL, c + (long) v * BYTES, ORDER);
                tile += BYTES;
            }
            FloatVector.fromMemorySegment(FLOATS, ALL, tile, ORDER)
                    .intoMemorySegment(ALL, c + (vectors - 1L) * BYTES, ORDER, mask);
            tile += BYTES;
            c += cRow;
        }
    }

    /// Panel row `k` is column `k` of `b`: its first `width` numbers. Whole squares and edges share the only call of
    /// {@link #transpose}: with two of them C2 had no budget left for what follows.
    static void packTransposed(long b, long bRow, int depth, int width, long panel, long staging) {
        int vectors = (width + LANES - 1) / LANES;
        long panelRow = (long) vectors * BYTES;
        long edge = staging + 2L * LANES * BYTES;
        for (int j = 0; j < width; j += LANES) {
            int rows = Math.min(LANES, width - j);
            for (int k = 0; k < depth; k += LANES) {
                int columns = Math.min(LANES, depth - k);
                boolean whole = rows == LANES && columns == LANES;
                long from = b + j * bRow + 4L * k;
                long to = panel + 4L * j + k * panelRow;
                if (!whole) {
                    stage(from, bRow, rows, columns, edge);
                }
                transpose(whole ? from : edge, whole ? bRow : BYTES, whole ? to : edge, whole ? panelRow : BYTES,
                        staging);
                if (!whole) {
                    copyWhole(edge, columns, to, panelRow);
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

    private static void copyWhole(long from, int rows, long to, long toRow) {
        for (int k = 0; k < rows; k++) {
            FloatVector.fromMemorySegment(FLOATS, ALL, from, ORDER).intoMemorySegment(ALL, to, ORDER);
            from += BYTES;
            to += toRow;
        }
    }

    /// Copies the corner of a matrix into a square of `LANES` by `LANES`, zeros around it.
    private static void stage(long from, long fromRow, int rows, int columns, long square) {
        VectorMask<Float> mask = firstLanes(columns);
        for (int r = 0; r < rows; r++) {
            FloatVector.fromMemorySegment(FLOATS, ALL, from + r * fromRow, ORDER, mask)
                    .intoMemorySegment(ALL, square + (long) r * BYTES, ORDER);
        }
        for (int r = rows; r < LANES; r++) {
            FloatVector.zero(FLOATS).intoMemorySegment(ALL, square + (long) r * BYTES, ORDER);
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
