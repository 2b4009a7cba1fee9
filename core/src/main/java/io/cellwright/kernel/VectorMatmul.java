package io.cellwright.kernel;

import java.lang.foreign.Arena;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.FLOATS;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.ORDER;
import static io.cellwright.kernel.VectorMath.firstLanes;

/// Dense products on vectors of floats.
///
/// ```
///             panel      panel                      x_ni   n x in       left
///           +-------+  +-------+                    w_oi   out x in     right, its rows become columns
///    128 of |       |  |       |  packed, eight     y_no   n x out      sums
///    inner  |       |  |       |  at a time
///    index  +-------+  +-------+                    inputGradient:  dy_no w_oi, one panel at a time
///                                                   weightGradient: dy_no^T x_ni, 256 columns of dy at a time
///  rows of  +-------+  +-------+
///  the left | tiles |  | tiles |  sixteen rows pass the panels before the next sixteen,
///           +-------+  +-------+  so that the pieces of a row of sums are written together
/// ```
///
/// Bound by arithmetic at the sizes of a decoder (128 cells, 128 hidden, 2,000 genes: 65 million multiply-adds over 2 MB).
/// `bench kernel`, one thread, 16 lanes, 30 November 2026, a quiet minute: 73 % of the multiply-adds that the machine
/// reached by itself forward, 58 % for the weight gradient, which packs most, and 69 % for the input gradient. With 20,670
/// genes what is written and read of matrices of 10 MB bounds it too: 8 lanes, two threads, had at best 40 % of the peak
/// forward and 45 % in the weight gradient.
///
/// The right-hand matrix goes through scratch in panels, `DEPTH` of the inner index at a time, so that a panel is in the
/// first cache while rows pass it: all rows one panel in an input gradient, sixteen eight panels else. Sums that a block
/// leaves are floats in the output and the next block goes on from them: the chain of multiply-adds of an element is the
/// same whatever the blocks are.
///
/// Error against sums in double: at most 2^-21 of the sum of the magnitudes of the terms, for inner sizes to 2000.
final class VectorMatmul implements Matmul {
    private static final int DEPTH = Panels.DEPTH;
    private static final int PANEL_BYTES = DEPTH * MatrixTile.VECTORS * BYTES;
    /// A vector of columns of a block.
    private static final long STRIP_BYTES = (long) DEPTH * BYTES;
    /// Panels that are held at once, and the rows that pass them: what stays in the second and in the first cache.
    private static final int PANELS_HELD = 8;
    private static final int ROWS_HELD = 16;
    /// Columns of dy that a weight gradient holds at once, beside these panels.
    private static final int COLUMNS_HELD = 256;
    /// Multiply-adds below which the hand-off to other threads costs more than it gains.
    private static final long SMALL = 1 << 18;
    private static final int ROWS_OF_BLOCK = 8;
    /// From so many rows on each worker packs the whole right-hand matrix and takes few rows at a time, so that these,
    /// and not the whole left-hand matrix, pass all panels; if the packed matrix fits in the second cache.
    private static final int TALL = 512;
    private static final int TALL_ROWS = 64;
    private static final long WHOLE_BYTES = 1 << 20;
    /// From so many panels on, workers share out panels instead of rows, and each is packed only once.
    private static final int MANY_PANELS = 8;

    /// Bytes that outputs and gradients of inputs need.
    static final int SCRATCH = PANELS_HELD * PANEL_BYTES + MatrixTile.STAGING;

    /// As many zeros as a tile has columns.
    static final long ZEROS = Memory.allocate(Arena.global(), (long) MatrixTile.VECTORS * BYTES).address();

    private final WorkerPool pool;

    VectorMatmul(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public void linear(long x_ni, long w_oi, long b_o, long y_no, int n, int in, int out) {
        int panels = panels(out);
        if ((long) n * in * out < SMALL) {
            pool.run(1, (from, to, worker) -> linear(x_ni, 4L * in, w_oi, b_o, y_no, n, in, out, 0, panels,
                    pool.scratch(worker, SCRATCH)));
        } else if (n >= TALL && Panels.bytes(in, out) <= WHOLE_BYTES) {
            tall(n, Panels.bytes(in, out),
                    (panel, staging) -> Panels.packTransposed(w_oi, 4L * in, in, out, panel, staging),
                    (row, rows, panel, staging) -> Panels.multiply(x_ni + 4 * row * in, 4L * in, 4, rows, panel, in,
                            out, b_o, 0, y_no + 4 * row * out, 4L * out, staging));
        } else if (panels >= MANY_PANELS) {
            pool.runEvenly(panels, (from, to, worker) -> linear(x_ni, 4L * in, w_oi, b_o, y_no, n, in, out, from, to,
                    pool.scratch(worker, SCRATCH)));
        } else {
            pool.run(blocks(n, ROWS_OF_BLOCK), (from, to, worker) -> {
                long first = (long) from * ROWS_OF_BLOCK;
                int rows = Math.min(to * ROWS_OF_BLOCK, n) - from * ROWS_OF_BLOCK;
                linear(x_ni + 4 * first * in, 4L * in, w_oi, b_o, y_no + 4 * first * out, rows, in, out, 0, panels,
                        pool.scratch(worker, SCRATCH));
            });
        }
    }

    /// Packs a right-hand matrix.
    private interface Packing {
        void run(long panels, long staging);
    }

    /// The product of some rows from `row` on.
    private interface RowProduct {
        void run(long row, int rows, long panels, long staging);
    }

    private void tall(int n, long bytes, Packing packing, RowProduct product) {
        pool.run(blocks(n, TALL_ROWS), (from, to, worker) -> {
            long staging = pool.scratch(worker, bytes + MatrixTile.STAGING);
            long panels = staging + MatrixTile.STAGING;
            packing.run(panels, staging);
            for (int block = from; block < to; block++) {
                long row = (long) block * TALL_ROWS;
                product.run(row, (int) Math.min(TALL_ROWS, n - row), panels, staging);
            }
        });
    }

    /// The outputs of some panels. Rows of x are `xRow` bytes apart; `scratch` has room for `SCRATCH` bytes.
    static void linear(long x_ni, long xRow, long w_oi, long b_o, long y_no, int n, int in, int out, int fromPanel,
            int toPanel, long scratch) {
        long held = scratch + MatrixTile.STAGING;
        for (int p = fromPanel; p < toPanel; p += PANELS_HELD) {
            int end = Math.min(p + PANELS_HELD, toPanel);
            for (int k = 0; k < in; k += DEPTH) {
                int depth = Math.min(DEPTH, in - k);
                packRows(w_oi + 4L * k, 4L * in, out, depth, p, end, held, scratch);
                for (int i = 0; i < n; i += ROWS_HELD) {
                    long y = y_no + 4L * out * i;
                    rowsByPanels(x_ni + 4L * k + i * xRow, xRow, 4, Math.min(ROWS_HELD, n - i), held, p, end, out,
                            k == 0 ? b_o : y, k == 0 ? 0 : 4L * out, y, 4L * out, depth, scratch);
                }
            }
        }
    }

    private static void packRows(long w_oi, long wRow, int out, int depth, int from, int to, long held, long staging) {
        for (int p = from; p < to; p++) {
            int first = firstOf(p, out);
            MatrixTile.packTransposed(w_oi + first * wRow, wRow, depth, firstOf(p + 1, out) - first,
                    held + (long) (p - from) * PANEL_BYTES, staging);
        }
    }

    @Override
    public void inputGradient(long dy_no, long w_oi, long dx_ni, int n, int in, int out, boolean add) {
        if (n >= TALL && (long) n * in * out >= SMALL && Panels.bytes(out, in) <= WHOLE_BYTES) {
            tall(n, Panels.bytes(out, in), (panel, staging) -> Panels.pack(w_oi, 4L * in, out, in, panel),
                    (row, rows, panel, staging) -> Panels.multiply(dy_no + 4 * row * out, 4L * out, 4, rows, panel, out,
                            in, add ? dx_ni + 4 * row * in : 0, 4L * in, dx_ni + 4 * row * in, 4L * in, staging));
            return;
        }
        int blocks = (long) n * in * out < SMALL ? 1 : blocks(n, ROWS_OF_BLOCK);
        pool.run(blocks, (from, to, worker) -> {
            long first = (long) from * ROWS_OF_BLOCK;
            int rows = (blocks == 1 ? n : Math.min(to * ROWS_OF_BLOCK, n)) - from * ROWS_OF_BLOCK;
            inputGradient(dy_no + 4 * first * out, w_oi, dx_ni + 4 * first * in, 4L * in, rows, in, out, add,
                    pool.scratch(worker, SCRATCH));
        });
    }

    /// The gradient of rows that are `dxRow` bytes apart; `panel` has room for `SCRATCH` bytes.
    static void inputGradient(long dy_no, long w_oi, long dx_ni, long dxRow, int n, int in, int out, boolean add,
            long panel) {
        for (int o = 0; o < out; o += DEPTH) {
            int depth = Math.min(DEPTH, out - o);
            boolean fresh = o == 0 && !add;
            for (int p = 0; p < panels(in); p++) {
                int first = firstOf(p, in);
                int width = firstOf(p + 1, in) - first;
                int vectors = vectors(width);
                int lanes = width - (vectors - 1) * LANES;
                long dx = dx_ni + 4L * first;
                MatrixTile.pack(w_oi + 4 * ((long) o * in + first), 4L * in, depth, vectors, lanes, panel);
                MatrixTile.rowsByPanel(dy_no + 4L * o, 4L * out, 4, n, panel, vectors, lanes, fresh ? ZEROS : dx,
                        fresh ? 0 : dxRow, dx, dxRow, depth, panel + PANEL_BYTES);
            }
        }
    }

    @Override
    public void weightGradient(long dy_no, long x_ni, long dw_oi, int n, int in, int out, boolean add) {
        if ((long) n * in * out < SMALL) {
            pool.run(1, (from, to, worker) -> weightGradient(dy_no, x_ni, 4L * in, dw_oi, n, in, in, out, 0, out,
                    add, pool.scratch(worker, weightScratch(in, out))));
        } else if (out < 8 * LANES && in >= out) {
            // Workers share out columns of x, which is the larger part of what is read.
            pool.run(vectors(in), (from, to, worker) -> {
                long first = 4L * from * LANES;
                int width = Math.min(to * LANES, in) - from * LANES;
                weightGradient(dy_no, x_ni + first, 4L * in, dw_oi + first, n, in, width, out, 0, out, add,
                        pool.scratch(worker, weightScratch(width, out)));
            });
        } else {
            // Wide outputs go by whole vectors of them, because that many columns of dy are packed at a time.
            int rows = out < 8 * LANES ? MatrixTile.ROWS : LANES;
            pool.runEvenly(blocks(out, rows), (from, to, worker) -> weightGradient(dy_no, x_ni, 4L * in, dw_oi, n, in, in,
                    out, from * rows, Math.min(to * rows, out), add,
                    pool.scratch(worker, weightScratch(in, (to - from) * rows))));
        }
    }

    /// Bytes that the gradient for `width` inputs and `rows` outputs needs.
    static long weightScratch(int width, int rows) {
        return MatrixTile.STAGING + (long) vectors(Math.min(rows, COLUMNS_HELD)) * STRIP_BYTES
                + (long) Math.min(panels(width), PANELS_HELD) * PANEL_BYTES;
    }

    /// The gradient for outputs `fromRow` until `toRow` and the first `width` inputs. Rows of x are `xRow` bytes apart;
    /// `staging` has room for `weightScratch` bytes.
    static void weightGradient(long dy_no, long x_ni, long xRow, long dw_oi, int n, int in, int width, int out,
            int fromRow, int toRow, boolean add, long staging) {
        int panels = panels(width);
        long columns = staging + MatrixTile.STAGING;
        long held = columns + (long) vectors(Math.min(toRow - fromRow, COLUMNS_HELD)) * STRIP_BYTES;
        for (int i = 0; i < n; i += DEPTH) {
            int depth = Math.min(DEPTH, n - i);
            for (int c = fromRow; c < toRow; c += COLUMNS_HELD) {
                int end = Math.min(c + COLUMNS_HELD, toRow);
                packStrips(dy_no + 4 * ((long) i * out + c), 4L * out, depth, end - c, columns);
                for (int p = 0; p < panels; p += PANELS_HELD) {
                    int last = Math.min(p + PANELS_HELD, panels);
                    if (c == fromRow || panels > PANELS_HELD) {
                        packPanels(x_ni + i * xRow, xRow, width, depth, p, last, held);
                    }
                    for (int o = c; o < end; o += LANES) {
                        long dw = dw_oi + 4L * o * in;
                        rowsByPanels(columns + (long) (o - c) / LANES * STRIP_BYTES, 4, BYTES, Math.min(LANES, end - o),
                                held, p, last, width, i == 0 && !add ? 0 : dw, 4L * in, dw, 4L * in, depth, staging);
                    }
                }
            }
        }
    }

    /// Copies columns, a vector of them side by side in each strip. Rows are read from end to end: that is what the
    /// machine fetches ahead.
    private static void packStrips(long dy, long row, int depth, int columns, long to) {
        int whole = columns & -LANES;
        for (int k = 0; k < depth; k++) {
            long strip = to + (long) k * BYTES;
            for (int o = 0; o < whole; o += LANES) {
                FloatVector.fromMemorySegment(FLOATS, ALL, dy + k * row + 4L * o, ORDER)
                        .intoMemorySegment(ALL, strip, ORDER);
                strip += STRIP_BYTES;
            }
        }
        if (whole < columns) {
            MatrixTile.pack(dy + 4L * whole, row, depth, 1, columns - whole, to + (long) whole / LANES * STRIP_BYTES);
        }
    }

    private static void packPanels(long x_ni, long xRow, int width, int depth, int from, int to, long held) {
        for (int p = from; p < to; p++) {
            int first = firstOf(p, width);
            int columns = firstOf(p + 1, width) - first;
            int vectors = vectors(columns);
            MatrixTile.pack(x_ni + 4L * first, xRow, depth, vectors, columns - (vectors - 1) * LANES,
                    held + (long) (p - from) * PANEL_BYTES);
        }
    }

    /// Some rows of the left by the panels from `from` until `to` of a matrix of `width` columns, which are `held`.
    /// Without `init` sums start from 0, else as {@link MatrixTile#rowsByPanel} says.
    private static void rowsByPanels(long a, long aRow, long aStep, int rows, long held, int from, int to, int width,
            long init, long initRow, long c, long cRow, int depth, long staging) {
        for (int p = from; p < to; p++) {
            int first = firstOf(p, width);
            int here = firstOf(p + 1, width) - first;
            int vectors = vectors(here);
            MatrixTile.rowsByPanel(a, aRow, aStep, rows, held + (long) (p - from) * PANEL_BYTES, vectors,
                    here - (vectors - 1) * LANES, init == 0 ? ZEROS : init + 4L * first, init == 0 ? 0 : initRow,
                    c + 4L * first, cRow, depth, staging);
        }
    }

    @Override
    public void biasGradient(long dy_no, long db_o, int n, int out, boolean add) {
        int columns = 4 * LANES;
        int blocks = (long) n * out < SMALL ? 1 : blocks(out, columns);
        pool.run(blocks, (from, to, worker) -> {
            int last = blocks == 1 ? out : Math.min(to * columns, out);
            columnSums(dy_no, n, out, db_o, from * columns, last, add);
        });
    }

    /// Sums over n rows of all columns.
    static void columnSums(long dy_no, int n, int out, long db_o, boolean add) {
        columnSums(dy_no, n, out, db_o, 0, out, add);
    }

    private static void columnSums(long dy_no, int n, int out, long db_o, int first, int last, boolean add) {
        int columns = 4 * LANES;
        int o = first;
        for (; o + columns <= last; o += columns) {
            sumFour(dy_no + 4L * o, 4L * out, n, db_o + 4L * o, add);
        }
        for (; o < last; o += LANES) {
            sumOne(dy_no + 4L * o, 4L * out, n, db_o + 4L * o, Math.min(LANES, last - o), add);
        }
    }

    private static void sumFour(long dy, long row, int n, long db, boolean add) {
        long init = add ? db : ZEROS;
        long step = add ? BYTES : 0;
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int i = 0; i < n; i++) {
            s0 = FloatVector.fromMemorySegment(FLOATS, ALL, dy, ORDER).add(s0);
            s1 = FloatVector.fromMemorySegment(FLOATS, ALL, dy + BYTES, ORDER).add(s1);
            s2 = FloatVector.fromMemorySegment(FLOATS, ALL, dy + 2L * BYTES, ORDER).add(s2);
            s3 = FloatVector.fromMemorySegment(FLOATS, ALL, dy + 3L * BYTES, ORDER).add(s3);
            dy += row;
        }
        FloatVector.fromMemorySegment(FLOATS, ALL, init, ORDER).add(s0)
                .intoMemorySegment(ALL, db, ORDER);
        FloatVector.fromMemorySegment(FLOATS, ALL, init + step, ORDER).add(s1)
                .intoMemorySegment(ALL, db + BYTES, ORDER);
        FloatVector.fromMemorySegment(FLOATS, ALL, init + 2 * step, ORDER).add(s2)
                .intoMemorySegment(ALL, db + 2L * BYTES, ORDER);
        FloatVector.fromMemorySegment(FLOATS, ALL, init + 3 * step, ORDER).add(s3)
                .intoMemorySegment(ALL, db + 3L * BYTES, ORDER);
    }

    private static void sumOne(long dy, long row, int n, long db, int lanes, boolean add) {
        VectorMask<Float> mask = firstLanes(lanes);
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = 0; i < n; i++) {
            sum = FloatVector.fromMemorySegment(FLOATS, ALL, dy, ORDER, mask).add(sum);
            dy += row;
        }
        FloatVector.fromMemorySegment(FLOATS, ALL, add ? db : ZEROS, ORDER, mask).add(sum)
                .intoMemorySegment(ALL, db, ORDER, mask);
    }

    private static int blocks(int count, int size) {
        return (count + size - 1) / size;
    }

    private static int vectors(int width) {
        return (width + LANES - 1) / LANES;
    }

    static int panels(int width) {
        return (vectors(width) + MatrixTile.VECTORS - 1) / MatrixTile.VECTORS;
    }

    /// First column of panel `p`: panels share the vectors out as evenly as they can, because a tile of one vector is
    /// slow.
    static int firstOf(int p, int width) {
        return Math.min(width, (int) ((long) vectors(width) * p / panels(width)) * LANES);
    }
}
