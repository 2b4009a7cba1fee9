package io.cellwright.kernel;

import java.lang.foreign.Arena;

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

/// Sparse products on vectors of floats: for each entry of a cell, a row of weights.
///
/// ```
/// entries of a cell          weights w_gh              forward                 backward
/// gene   2  5  9 ...        row 2  ----------->  y += 3 * row 2         dw row 2 += 3 * dy
/// value  3  1  7            row 5  ----------->  y += 1 * row 5         dw row 5 += 1 * dy
///                           row 9  ----------->  y += 7 * row 9         dw row 9 += 7 * dy
///                                                y in registers         dy in registers
/// ```
///
/// The limit is the second cache, from which each entry takes a row of weights (512 bytes at 128 hidden units) for as
/// many multiply-adds as it has numbers. `bench kernel`, one thread, 30 November 2026, a quiet minute: 28,000 entries in
/// 165 us are 87 GB/s of rows where the second cache gave 119 to 140; the gradient, which takes each row and puts it
/// back, 89 GB/s.
///
/// The hidden units go by panels of eight, four or one vectors. Forward, a panel's sums stay in registers over all
/// entries of a cell. Backward, a worker owns a range of genes and takes so few of them at a time that their gradients
/// stay in the second cache while all cells pass.
///
/// Each number is one chain of multiply-adds over rising genes (forward) or rising cells (backward). Error against sums
/// in double: at most 2^-21 of the sum of the magnitudes of the terms, for cells of up to 2000 entries.
///
/// As in {@link MatrixTile}, the larger loops call the Vector API itself.
final class VectorSparseMatmul implements SparseMatmul {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int WIDE = 8;
    private static final int MIDDLE = 4;
    /// Multiply-adds below which the hand-off to other threads costs more than it gains.
    private static final long SMALL = 1 << 16;
    private static final int CELLS_OF_BLOCK = 4;
    /// Numbers that a block of genes holds, about: what a block of an update rule holds, so that a worker updates the
    /// weights whose gradients it has in its cache.
    private static final int NUMBERS_OF_BLOCK = 4096;
    /// Numbers of a weight gradient that are worked on at once.
    private static final int NUMBERS_HELD = 1 << 16;

    private static final long ZEROS = Memory.allocate(Arena.global(), (long) WIDE * BYTES).address();

    private final WorkerPool pool;

    VectorSparseMatmul(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public void linear(SparseRows x_ng, long w_gh, long b_h, long y_nh, int h) {
        int n = x_ng.n();
        int cells = work(x_ng, h) < SMALL ? n : CELLS_OF_BLOCK;
        pool.runEvenly(blocks(n, cells), (from, to, worker) -> {
            int end = Math.min(to * cells, n);
            for (int i = from * cells; i < end; i++) {
                cell(x_ng, i, w_gh, b_h, y_nh + 4L * i * h, h);
            }
        });
    }

    private static void cell(SparseRows x_ng, int i, long w_gh, long b_h, long y_h, int h) {
        int count = x_ng.start(i + 1) - x_ng.start(i);
        long gene = x_ng.gene() + 4L * x_ng.start(i);
        long value = x_ng.value() + 4L * x_ng.start(i);
        long row = 4L * h;
        int j = 0;
        for (; j + WIDE * LANES <= h; j += WIDE * LANES) {
            forwardEight(gene, value, count, w_gh + 4L * j, row, b_h == 0 ? ZEROS : b_h + 4L * j, y_h + 4L * j);
        }
        for (; j + MIDDLE * LANES <= h; j += MIDDLE * LANES) {
            forwardFour(gene, value, count, w_gh + 4L * j, row, b_h == 0 ? ZEROS : b_h + 4L * j, y_h + 4L * j);
        }
        for (; j < h; j += LANES) {
            forwardOne(gene, value, count, w_gh + 4L * j, row, b_h == 0 ? ZEROS : b_h + 4L * j, y_h + 4L * j,
                    Math.min(LANES, h - j));
        }
    }

    // The sums start at zero because C2 must come to the end of the loop before its budget does; see ARCHITECTURE.
    private static void forwardEight(long gene, long value, int count, long w, long row, long init, long y) {
        long genes = Memory.known(gene);
        long values = Memory.known(value);
        FloatVector y0 = FloatVector.zero(FLOATS);
        FloatVector y1 = y0;
        FloatVector y2 = y0;
        FloatVector y3 = y0;
        FloatVector y4 = y0;
        FloatVector y5 = y0;
        FloatVector y6 = y0;
        FloatVector y7 = y0;
        for (int e = 0; e < count; e++) {
            long at = row(w, Memory.int32(genes + 4L * e), row);
            FloatVector x = FloatVector.broadcast(FLOATS, Memory.float32(values + 4L * e));
            y0 = x.fma(FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER), y0);
            y1 = x.fma(FloatVector.fromMemorySegment(FLOATS, ALL, at + BYTES, ORDER), y1);
            y2 = x.fma(FloatVector.fromMemorySegment(FLOATS, ALL, at + 2L * BYTES, ORDER), y2);
            y3 = x.fma(FloatVector.fromMemorySegment(FLOATS, ALL, at + 3L * BYTES, ORDER), y3);
            y4 = x.fma(FloatVector.fromMemorySegment(FLOATS, ALL, at + 4L * BYTES, ORDER), y4);
            y5 = x.fma(FloatVector.fromMemorySegment(FLOATS, ALL, at + 5L * BYTES, ORDER), y5);
            y6 = x.fma(FloatVector.fromMemorySegment(FLOATS, ALL, at + 6L * BYTES, ORDER), y6);
            y7 = x.fma(FloatVector.fromMemorySegment(FLOATS, ALL, at + 7L * BYTES, ORDER), y7);
        }
        FloatVector.fromMemorySegment(FLOATS, ALL, init, ORDER).add(y0)
                .intoMemorySegment(ALL, y, ORDER);
        FloatVector.fromMemorySegment(FLOATS, ALL, init + BYTES, ORDER).add(y1)
                .intoMemorySegment(ALL, y + BYTES, ORDER);
        FloatVector.fromMemorySegment(FLOATS, ALL, init + 2L * BYTES, ORDER).add(y2)
                .intoMemorySegment(ALL, y + 2L * BYTES, ORDER);
        FloatVector.fromMemorySegment(FLOATS, ALL, init + 3L * BYTES, ORDER).add(y3)
                .intoMemorySegment(ALL, y + 3L * BYTES, ORDER);
        FloatVector.fromMemorySegment(FLOATS, ALL, init + 4L * BYTES, ORDER).add(y4)
                .intoMemorySegment(ALL, y + 4L * BYTES, ORDER);
        FloatVector.fromMemorySegment(FLOATS, ALL, init + 5L * BYTES, ORDER).add(y5)
                .intoMemorySegment(ALL, y + 5L * BYTES, ORDER);
        FloatVector.fromMemorySegment(FLOATS, ALL, init + 6L * BYTES, ORDER).add(y6)
                .intoMemorySegment(ALL, y + 6L * BYTES, ORDER);
        FloatVector.fromMemorySegment(FLOATS, ALL, init + 7L * BYTES, ORDER).add(y7)
                .intoMemorySegment(ALL, y + 7L * BYTES, ORDER);
    }

    private static void forwardFour(long gene, long value, int count, long w, long row, long init, long y) {
        long genes = Memory.known(gene);
        long values = Memory.known(value);
        FloatVector y0 = FloatVector.zero(FLOATS);
        FloatVector y1 = y0;
        FloatVector y2 = y0;
        FloatVector y3 = y0;
        for (int e = 0; e < count; e++) {
            long at = row(w, Memory.int32(genes + 4L * e), row);
            FloatVector x = FloatVector.broadcast(FLOATS, Memory.float32(values + 4L * e));
            y0 = x.fma(FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER), y0);
            y1 = x.fma(FloatVector.fromMemorySegment(FLOATS, ALL, at + BYTES, ORDER), y1);
            y2 = x.fma(FloatVector.fromMemorySegment(FLOATS, ALL, at + 2L * BYTES, ORDER), y2);
            y3 = x.fma(FloatVector.fromMemorySegment(FLOATS, ALL, at + 3L * BYTES, ORDER), y3);
        }
        FloatVector.fromMemorySegment(FLOATS, ALL, init, ORDER).add(y0)
                .intoMemorySegment(ALL, y, ORDER);
        FloatVector.fromMemorySegment(FLOATS, ALL, init + BYTES, ORDER).add(y1)
                .intoMemorySegment(ALL, y + BYTES, ORDER);
        FloatVector.fromMemorySegment(FLOATS, ALL, init + 2L * BYTES, ORDER).add(y2)
                .intoMemorySegment(ALL, y + 2L * BYTES, ORDER);
        FloatVector.fromMemorySegment(FLOATS, ALL, init + 3L * BYTES, ORDER).add(y3)
                .intoMemorySegment(ALL, y + 3L * BYTES, ORDER);
    }

    private static void forwardOne(long gene, long value, int count, long w, long row, long init, long y, int lanes) {
        long genes = Memory.known(gene);
        long values = Memory.known(value);
        VectorMask<Float> mask = firstLanes(lanes);
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int e = 0; e < count; e++) {
            long at = row(w, Memory.int32(genes + 4L * e), row);
            FloatVector weights = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER, mask);
            sum = FloatVector.broadcast(FLOATS, Memory.float32(values + 4L * e)).fma(weights, sum);
        }
        FloatVector.fromMemorySegment(FLOATS, ALL, init, ORDER, mask).add(sum)
                .intoMemorySegment(ALL, y, ORDER, mask);
    }

    @Override
    public void weightGradient(SparseRows x_ng, long dy_nh, long dw_gh, int h, boolean add) {
        int g = x_ng.g();
        int genes = work(x_ng, h) < SMALL ? g : Math.max(1, NUMBERS_OF_BLOCK / h);
        // Not evenly: each call looks for its genes in all cells.
        pool.run(blocks(g, genes), (from, to, worker) -> {
            long next_n = firstEntries(x_ng, from * genes, worker);
            int end = (int) Math.min((long) to * genes, g);
            int held = Math.max(1, NUMBERS_HELD / h);
            for (int first = from * genes; first < end; first += held) {
                int last = Math.min(first + held, end);
                if (!add) {
                    Memory.zero(dw_gh + 4L * first * h, 4L * (last - first) * h);
                }
                for (int i = 0; i < x_ng.n(); i++) {
                    int e = Memory.int32(next_n + 4L * i);
                    int done = genesOfCell(x_ng, e, x_ng.start(i + 1), last, dy_nh + 4L * i * h, dw_gh, h);
                    Memory.int32(next_n + 4L * i, done);
                }
            }
        });
    }

    /// For each cell, its first entry with a gene of at least `gene`.
    private long firstEntries(SparseRows x_ng, int gene, int worker) {
        long first_n = pool.scratch(worker, 4L * x_ng.n());
        for (int i = 0; i < x_ng.n(); i++) {
            int low = x_ng.start(i);
            int high = x_ng.start(i + 1);
            while (gene > 0 && low < high) {
                int middle = (low + high) >>> 1;
                if (x_ng.gene(middle) < gene) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            Memory.int32(first_n + 4L * i, low);
        }
        return first_n;
    }

    /// Adds what a cell gives to the genes below `limit`, from entry `first` on; gives the first entry left over.
    private static int genesOfCell(SparseRows x_ng, int first, int end, int limit, long dy_h, long dw_gh, int h) {
        int count = countBelow(limit, x_ng.gene() + 4L * first, end - first);
        if (count == 0) {
            return first;
        }
        long gene = x_ng.gene() + 4L * first;
        long value = x_ng.value() + 4L * first;
        long row = 4L * h;
        int j = 0;
        for (; j + WIDE * LANES <= h; j += WIDE * LANES) {
            backwardEight(gene, value, count, dy_h + 4L * j, dw_gh + 4L * j, row);
        }
        for (; j + MIDDLE * LANES <= h; j += MIDDLE * LANES) {
            backwardFour(gene, value, count, dy_h + 4L * j, dw_gh + 4L * j, row);
        }
        for (; j + LANES <= h; j += LANES) {
            backwardOne(gene, value, count, dy_h + 4L * j, dw_gh + 4L * j, row);
        }
        if (j < h) {
            backwardRest(gene, value, count, dy_h + 4L * j, dw_gh + 4L * j, row, h - j);
        }
        return first + count;
    }

    /// How many of `count` rising genes are below `limit`.
    private static int countBelow(int limit, long gene, int count) {
        int below = 0;
        while (below + LANES <= count) {
            int here = IntVector.fromMemorySegment(INTS, ALL, gene + 4L * below, ORDER).lt(limit).trueCount();
            below += here;
            if (here < LANES) {
                return below;
            }
        }
        while (below < count && Memory.int32(gene + 4L * below) < limit) {
            below++;
        }
        return below;
    }

    private static void backwardEight(long gene, long value, int count, long dy, long dw, long row) {
        long genes = Memory.known(gene);
        long values = Memory.known(value);
        FloatVector d0 = FloatVector.fromMemorySegment(FLOATS, ALL, dy, ORDER);
        FloatVector d1 = FloatVector.fromMemorySegment(FLOATS, ALL, dy + BYTES, ORDER);
        FloatVector d2 = FloatVector.fromMemorySegment(FLOATS, ALL, dy + 2L * BYTES, ORDER);
        FloatVector d3 = FloatVector.fromMemorySegment(FLOATS, ALL, dy + 3L * BYTES, ORDER);
        FloatVector d4 = FloatVector.fromMemorySegment(FLOATS, ALL, dy + 4L * BYTES, ORDER);
        FloatVector d5 = FloatVector.fromMemorySegment(FLOATS, ALL, dy + 5L * BYTES, ORDER);
        FloatVector d6 = FloatVector.fromMemorySegment(FLOATS, ALL, dy + 6L * BYTES, ORDER);
        FloatVector d7 = FloatVector.fromMemorySegment(FLOATS, ALL, dy + 7L * BYTES, ORDER);
        int next = Memory.int32(genes);
        float nextValue = Memory.float32(values);
        int last = Math.max(count - 1, 0);
        for (int e = 1; e <= count; e++) {
            long at = row(dw, next, row);
            FloatVector x = FloatVector.broadcast(FLOATS, nextValue);
            // Read ahead of the stores, behind which C2 would leave it.
            long ahead = 4L * Math.min(e, last);
            next = Memory.int32(genes + ahead);
            nextValue = Memory.float32(values + ahead);
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER);
            x.fma(d0, w0).intoMemorySegment(ALL, at, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, ALL, at + BYTES, ORDER);
            x.fma(d1, w1).intoMemorySegment(ALL, at + BYTES, ORDER);
            FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, ALL, at + 2L * BYTES, ORDER);
            x.fma(d2, w2).intoMemorySegment(ALL, at + 2L * BYTES, ORDER);
            FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, ALL, at + 3L * BYTES, ORDER);
            x.fma(d3, w3).intoMemorySegment(ALL, at + 3L * BYTES, ORDER);
            FloatVector w4 = FloatVector.fromMemorySegment(FLOATS, ALL, at + 4L * BYTES, ORDER);
            x.fma(d4, w4).intoMemorySegment(ALL, at + 4L * BYTES, ORDER);
            FloatVector w5 = FloatVector.fromMemorySegment(FLOATS, ALL, at + 5L * BYTES, ORDER);
            x.fma(d5, w5).intoMemorySegment(ALL, at + 5L * BYTES, ORDER);
            FloatVector w6 = FloatVector.fromMemorySegment(FLOATS, ALL, at + 6L * BYTES, ORDER);
            x.fma(d6, w6).intoMemorySegment(ALL, at + 6L * BYTES, ORDER);
            FloatVector w7 = FloatVector.fromMemorySegment(FLOATS, ALL, at + 7L * BYTES, ORDER);
            x.fma(d7, w7).intoMemorySegment(ALL, at + 7L * BYTES, ORDER);
        }
    }

    private static void backwardFour(long gene, long value, int count, long dy, long dw, long row) {
        long genes = Memory.known(gene);
        long values = Memory.known(value);
        FloatVector d0 = FloatVector.fromMemorySegment(FLOATS, ALL, dy, ORDER);
        FloatVector d1 = FloatVector.fromMemorySegment(FLOATS, ALL, dy + BYTES, ORDER);
        FloatVector d2 = FloatVector.fromMemorySegment(FLOATS, ALL, dy + 2L * BYTES, ORDER);
        FloatVector d3 = FloatVector.fromMemorySegment(FLOATS, ALL, dy + 3L * BYTES, ORDER);
        for (int e = 0; e < count; e++) {
            long at = row(dw, Memory.int32(genes + 4L * e), row);
            FloatVector x = FloatVector.broadcast(FLOATS, Memory.float32(values + 4L * e));
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER);
            x.fma(d0, w0).intoMemorySegment(ALL, at, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, ALL, at + BYTES, ORDER);
            x.fma(d1, w1).intoMemorySegment(ALL, at + BYTES, ORDER);
            FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, ALL, at + 2L * BYTES, ORDER);
            x.fma(d2, w2).intoMemorySegment(ALL, at + 2L * BYTES, ORDER);
            FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, ALL, at + 3L * BYTES, ORDER);
            x.fma(d3, w3).intoMemorySegment(ALL, at + 3L * BYTES, ORDER);
        }
    }

    private static void backwardOne(long gene, long value, int count, long dy, long dw, long row) {
        long genes = Memory.known(gene);
        long values = Memory.known(value);
        FloatVector d = FloatVector.fromMemorySegment(FLOATS, ALL, dy, ORDER);
        for (int e = 0; e < count; e++) {
            long at = row(dw, Memory.int32(genes + 4L * e), row);
            FloatVector x = FloatVector.broadcast(FLOATS, Memory.float32(values + 4L * e));
            x.fma(d, FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER)).intoMemorySegment(ALL, at, ORDER);
        }
    }

    private static void backwardRest(long gene, long value, int count, long dy, long dw, long row, int lanes) {
        long genes = Memory.known(gene);
        long values = Memory.known(value);
        VectorMask<Float> mask = firstLanes(lanes);
        FloatVector d = FloatVector.fromMemorySegment(FLOATS, ALL, dy, ORDER, mask);
        for (int e = 0; e < count; e++) {
            long at = row(dw, Memory.int32(genes + 4L * e), row);
            FloatVector x = FloatVector.broadcast(FLOATS, Memory.float32(values + 4L * e));
            FloatVector weights = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER, mask);
            x.fma(d, weights).intoMemorySegment(ALL, at, ORDER, mask);
        }
    }

    @Override
    public void addRows(long table_lh, long code_n, long y_nh, int n, int h) {
        int rows = (long) n * h < SMALL ? n : CELLS_OF_BLOCK;
        pool.run(blocks(n, rows), (from, to, worker) -> {
            for (int i = from * rows; i < Math.min(to * rows, n); i++) {
                long code = Memory.int32(code_n + 4L * i);
                if (code >= 0) {
                    addRow(table_lh + 4 * code * h, y_nh + 4L * i * h, h);
                }
            }
        });
    }

    @Override
    public void rowsGradient(long dy_nh, long code_n, long dtable_lh, int n, int levels, int h, boolean add) {
        int size = (long) n * h < SMALL ? levels : 1;
        pool.run(blocks(levels, size), (from, to, worker) -> {
            int first = from * size;
            int end = Math.min(to * size, levels);
            if (!add) {
                Memory.zero(dtable_lh + 4L * first * h, 4L * (end - first) * h);
            }
            for (int i = 0; i < n; i++) {
                int code = Memory.int32(code_n + 4L * i);
                if (code >= first && code < end) {
                    addRow(dy_nh + 4L * i * h, dtable_lh + 4L * code * h, h);
                }
            }
        });
    }

    /// `y += x` for h numbers.
    static void addRow(long x, long y, int h) {
        int j = 0;
        for (; j + LANES <= h; j += LANES) {
            FloatVector added = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * j, ORDER);
            FloatVector sum = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * j, ORDER).add(added);
            sum.intoMemorySegment(ALL, y + 4L * j, ORDER);
        }
        if (j < h) {
            VectorMask<Float> mask = FLOATS.indexInRange(j, h);
            FloatVector added = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * j, ORDER, mask);
            FloatVector sum = FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * j, ORDER, mask).add(added);
            sum.intoMemorySegment(ALL, y + 4L * j, ORDER, mask);
        }
    }

    /// Address of row `index`. The mask takes nothing from an address; it shows C2 that the vectors of the row lie in
    /// the address space too, so that one check does for all.
    static long row(long base, int index, long bytes) {
        return base + bytes * Integer.toUnsignedLong(index) & Long.MAX_VALUE >>> 1;
    }

    private static long work(SparseRows x_ng, int h) {
        return (long) (x_ng.start(x_ng.n()) - x_ng.start(0)) * h;
    }

    private static int blocks(int count, int size) {
        return count == 0 ? 0 : (count + size - 1) / size;
    }
}
