package io.cellwright.kernel;

import jdk.incubator.vector.FloatVector;

import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.FLOATS;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.ORDER;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;

/// The same on vectors of floats.
///
/// ```
/// block of cells                  a tile of its cells
/// +------------+   gradients      entries -> scores -> softmax -> entries again
/// | 0          | -> of block 0        |                               |
/// | 1          | -> of block 1    rows of w_gc                    rows of the
/// | ...        |    ...                                           block's gradients
/// +------------+
/// ```
///
/// The second time the entries of a tile come from the second cache.
///
/// Each block of cells has gradients of its own, so that workers share nothing; then those of all blocks are added, in
/// their order. How many blocks there are depends on the cells alone.
///
/// An entry takes a line of weights, and later a line of gradients, from the second cache: 64 bytes for 16 multiply-adds,
/// so the loops wait for lines, not for arithmetic. Where a line is one vector, two cells and two sums each keep four
/// lines on their way. Where it is two vectors, both of one cell go side by side: a pass over the entries for each took
/// twice as long. Where it is four, each has a pass.
///
/// Errors against double: the loss of a cell 1e-6 of the sum of the magnitudes of its scores' terms and of 1. A gradient is
/// a chain over the cells of a block, of m that express the gene: usually 2^-24 of the sum of the magnitudes of the
/// terms times the root of m, at worst, where all terms are alike, times m. Those of the bias, which have a term of each
/// cell and start all alike, are summed in double.
final class VectorSparseSoftmax implements SparseSoftmax {
    private static final int MOST_BLOCKS = 16;
    /// Entries of a block for each gene: with fewer, adding the blocks' gradients would be much of the work.
    private static final int ENTRIES_OF_GENE = 8;
    /// Bytes that the gradients of all blocks may take.
    private static final long MOST_BYTES = 1L << 28;
    /// Bytes of a line.
    private static final long LINE_BYTES = 4L * LINE;
    /// Whether a line is two vectors, which then go side by side, so that an entry is looked at once for both.
    private static final boolean TWO_VECTORS = 2L * BYTES == LINE_BYTES;
    /// Cells of a tile: each loop runs long enough to be worth its start, and their entries stay in the second cache.
    private static final int TILE = 64;
    /// Gradients that a worker adds at a time.
    private static final int NUMBERS = 4096;

    private final WorkerPool pool;

    VectorSparseSoftmax(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public long roomBytes(SparseRows x_ng, int c) {
        return blocks(x_ng, c) * blockBytes(x_ng, c);
    }

    private static int blocks(SparseRows x_ng, int c) {
        int entries = x_ng.start(x_ng.n()) - x_ng.start(0);
        long genes = x_ng.g() / (c / LINE);
        long blocks = entries / Math.max(1, ENTRIES_OF_GENE * genes);
        long most = Math.min(MOST_BYTES / blockBytes(x_ng, c), Math.min(MOST_BLOCKS, x_ng.n()));
        return (int) Math.max(1, Math.min(blocks, most));
    }

    /// Gradients of a block, those of the bias last.
    private static long blockBytes(SparseRows x_ng, int c) {
        return LINE_BYTES * x_ng.g() + 4L * c;
    }

    @Override
    public double run(SparseRows x_ng, long label_n, Weights weights, double scale, long room, Weights gradients, int c) {
        Labels.check(label_n, x_ng.n(), c);
        if (c % LINE != 0) {
            throw new IllegalArgumentException("classes must be a multiple of " + LINE + " but were " + c);
        }
        int blocks = blocks(x_ng, c);
        long bytes = blockBytes(x_ng, c);
        double[] loss_b = new double[blocks];
        pool.runEvenly(blocks, (from, to, worker) -> {
            long y_nc = pool.scratch(worker, 4L * (TILE + 2) * c);
            for (int b = from; b < to; b++) {
                Memory.zero(room + b * bytes, bytes);
                int first = (int) ((long) b * x_ng.n() / blocks);
                int end = (int) ((b + 1L) * x_ng.n() / blocks);
                loss_b[b] = block(x_ng, first, end, label_n, weights, (float) scale, y_nc, room + b * bytes, c);
            }
        });
        addBlocks(room, blocks, bytes, (long) x_ng.g() * LINE, gradients.w_gc());
        addBlocks(room + LINE_BYTES * x_ng.g(), blocks, bytes, c, gradients.b_c());
        double loss = 0;
        for (double some : loss_b) {
            loss += some;
        }
        return loss;
    }

    private static double block(SparseRows x_ng, int first, int end, long label_n, Weights weights, float scale,
            long y_nc, long gradients, int c) {
        long row = 4L * c;
        long bias_c = y_nc + TILE * row;
        Memory.zero(bias_c, 2 * row);
        double loss = 0;
        for (int i = first; i < end; i += TILE) {
            int tileEnd = Math.min(i + TILE, end);
            scores(x_ng, i, tileEnd, weights, y_nc, row);
            loss += softmax(y_nc, label_n + 4L * i, tileEnd - i, scale, bias_c, c);
            addEntries(x_ng, i, tileEnd, y_nc, gradients, row);
        }
        for (long j = 0; j < c; j++) {
            Memory.float32(gradients + LINE_BYTES * x_ng.g() + 4 * j, (float) Memory.float64(bias_c + 8 * j));
        }
        return loss;
    }

    private static void scores(SparseRows x_ng, int first, int end, Weights weights, long y_nc, long row) {
        if (TWO_VECTORS) {
            for (int i = first; i < end; i++) {
                for (long j = 0; j < row; j += LINE_BYTES) {
                    lineOfScores(x_ng, i, weights.w_gc() + j, weights.b_c() + j, y_nc + (i - first) * row + j);
                }
            }
            return;
        }
        for (int i = first; i < end; i += 2) {
            int second = Math.min(i + 1, end - 1);
            for (long j = 0; j < row; j += BYTES) {
                scores(x_ng, i, second, weights.w_gc() + j, row, weights.b_c() + j, y_nc + (i - first) * row + j);
            }
        }
    }

    /// Turns the scores of a tile into the gradients for them, which it adds to those of the bias; gives the loss.
    private static double softmax(long y_nc, long label_n, int cells, float scale, long bias_c, int c) {
        double loss = 0;
        for (int k = 0; k < cells; k++) {
            loss += softmax(y_nc + 4L * k * c, Memory.int32(label_n + 4L * k), scale, c);
        }
        for (long j = 0; j < c; j++) {
            double sum = Memory.float64(bias_c + 8 * j);
            for (long k = 0; k < cells; k++) {
                sum += Memory.float32(y_nc + 4 * (k * c + j));
            }
            Memory.float64(bias_c + 8 * j, sum);
        }
        return loss;
    }

    private static void addEntries(SparseRows x_ng, int first, int end, long d_nc, long gradients, long row) {
        for (int i = first; i < end; i++) {
            long d_c = d_nc + (i - first) * row;
            if (TWO_VECTORS) {
                for (long j = 0; j < row; j += LINE_BYTES) {
                    addLines(x_ng, i, d_c + j, gradients + j);
                }
            } else {
                for (long j = 0; j < row; j += BYTES) {
                    addEntries(x_ng, i, d_c + j, gradients + j);
                }
            }
        }
    }

    /// A vector of the scores of two cells. A cell may be its own partner.
    private static void scores(SparseRows x_ng, int a, int b, long w, long row, long bias, long y) {
        int startOfA = x_ng.start(a);
        int startOfB = x_ng.start(b);
        int lengthOfA = x_ng.start(a + 1) - startOfA;
        int lengthOfB = x_ng.start(b + 1) - startOfB;
        long genesOfA = Memory.known(x_ng.gene() + 4L * startOfA);
        long genesOfB = Memory.known(x_ng.gene() + 4L * startOfB);
        long valuesOfA = Memory.known(x_ng.value() + 4L * startOfA);
        long valuesOfB = Memory.known(x_ng.value() + 4L * startOfB);
        long base = Memory.known(w);
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        int both = Math.min(lengthOfA, lengthOfB) & -2;
        for (int e = 0; e < both; e += 2) {
            long at = 4L * e;
            FloatVector wa0 = FloatVector.fromMemorySegment(FLOATS, ALL, row(base, genesOfA + at), ORDER);
            FloatVector wb0 = FloatVector.fromMemorySegment(FLOATS, ALL, row(base, genesOfB + at), ORDER);
            FloatVector wa1 = FloatVector.fromMemorySegment(FLOATS, ALL, row(base, genesOfA + at + 4), ORDER);
            FloatVector wb1 = FloatVector.fromMemorySegment(FLOATS, ALL, row(base, genesOfB + at + 4), ORDER);
            a0 = FloatVector.broadcast(FLOATS, Memory.float32(valuesOfA + at)).fma(wa0, a0);
            b0 = FloatVector.broadcast(FLOATS, Memory.float32(valuesOfB + at)).fma(wb0, b0);
            a1 = FloatVector.broadcast(FLOATS, Memory.float32(valuesOfA + at + 4)).fma(wa1, a1);
            b1 = FloatVector.broadcast(FLOATS, Memory.float32(valuesOfB + at + 4)).fma(wb1, b1);
        }
        for (int e = both; e < lengthOfA; e++) {
            long at = 4L * e;
            FloatVector weights = FloatVector.fromMemorySegment(FLOATS, ALL, row(base, genesOfA + at), ORDER);
            a0 = FloatVector.broadcast(FLOATS, Memory.float32(valuesOfA + at)).fma(weights, a0);
        }
        for (int e = both; e < lengthOfB; e++) {
            long at = 4L * e;
            FloatVector weights = FloatVector.fromMemorySegment(FLOATS, ALL, row(base, genesOfB + at), ORDER);
            b0 = FloatVector.broadcast(FLOATS, Memory.float32(valuesOfB + at)).fma(weights, b0);
        }
        FloatVector start = FloatVector.fromMemorySegment(FLOATS, ALL, bias, ORDER);
        start.add(a0).add(a1).intoMemorySegment(ALL, y, ORDER);
        start.add(b0).add(b1).intoMemorySegment(ALL, y + (b - a) * row, ORDER);
    }

    /// A line, which is two vectors, of the scores of a cell: four sums, and two lines on their way.
    private static void lineOfScores(SparseRows x_ng, int i, long w, long bias, long y) {
        int start = x_ng.start(i);
        int length = x_ng.start(i + 1) - start;
        long genes = Memory.known(x_ng.gene() + 4L * start);
        long values = Memory.known(x_ng.value() + 4L * start);
        long base = Memory.known(w);
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        int even = length & -2;
        for (int e = 0; e < even; e += 2) {
            long at = 4L * e;
            long row0 = row(base, genes + at);
            long row1 = row(base, genes + at + 4);
            FloatVector x0 = FloatVector.broadcast(FLOATS, Memory.float32(values + at));
            FloatVector x1 = FloatVector.broadcast(FLOATS, Memory.float32(values + at + 4));
            a0 = x0.fma(FloatVector.fromMemorySegment(FLOATS, ALL, row0, ORDER), a0);
            b0 = x0.fma(FloatVector.fromMemorySegment(FLOATS, ALL, row0 + BYTES, ORDER), b0);
            a1 = x1.fma(FloatVector.fromMemorySegment(FLOATS, ALL, row1, ORDER), a1);
            b1 = x1.fma(FloatVector.fromMemorySegment(FLOATS, ALL, row1 + BYTES, ORDER), b1);
        }
        if (even < length) {
            long row0 = row(base, genes + 4L * even);
            FloatVector x0 = FloatVector.broadcast(FLOATS, Memory.float32(values + 4L * even));
            a0 = x0.fma(FloatVector.fromMemorySegment(FLOATS, ALL, row0, ORDER), a0);
            b0 = x0.fma(FloatVector.fromMemorySegment(FLOATS, ALL, row0 + BYTES, ORDER), b0);
        }
        FloatVector.fromMemorySegment(FLOATS, ALL, bias, ORDER).add(a0).add(a1).intoMemorySegment(ALL, y, ORDER);
        FloatVector.fromMemorySegment(FLOATS, ALL, bias + BYTES, ORDER).add(b0).add(b1)
                .intoMemorySegment(ALL, y + BYTES, ORDER);
    }

    /// Address of the row of the gene whose first line is at `gene`. As it is an int that counts lines, C2 knows that the
    /// row is not far from `known`, and checks no read of it.
    private static long row(long known, long gene) {
        return known + Integer.toUnsignedLong(Memory.int32(gene)) * LINE_BYTES;
    }

    /// Turns the scores of a cell into the gradients for them; gives the loss.
    private static double softmax(long y_c, int label, float scale, int c) {
        // One by one: a vector that is carried through so large a method may be an object in each turn.
        float max = Float.NEGATIVE_INFINITY;
        for (int k = 0; k < c; k++) {
            max = Math.max(max, Memory.float32(y_c + 4L * k));
        }
        float wanted = Memory.float32(y_c + 4L * label);
        double sum = 0;
        for (int j = 0; j < c; j += LANES) {
            store(VectorMath.expNonPositive(load(y_c + 4L * j).sub(max)), y_c + 4L * j);
            sum += VectorMath.laneSum(y_c + 4L * j);
        }
        Memory.float32(y_c + 4L * label, (float) (Memory.float32(y_c + 4L * label) - sum));
        float factor = (float) (scale / sum);
        for (int j = 0; j < c; j += LANES) {
            store(load(y_c + 4L * j).mul(factor), y_c + 4L * j);
        }
        return Math.log(sum) + ((double) max - wanted);
    }

    /// Adds what a cell gives to a vector of the gradients of each of its genes. Genes of a cell differ, so four rows
    /// may be read before the first is written.
    private static void addEntries(SparseRows x_ng, int i, long d_c, long dw) {
        int start = x_ng.start(i);
        int length = x_ng.start(i + 1) - start;
        long genes = Memory.known(x_ng.gene() + 4L * start);
        long values = Memory.known(x_ng.value() + 4L * start);
        long base = Memory.known(dw);
        int whole = length & -4;
        FloatVector d = FloatVector.fromMemorySegment(FLOATS, ALL, d_c, ORDER);
        for (int e = 0; e < whole; e += 4) {
            long at = 4L * e;
            long at0 = row(base, genes + at);
            long at1 = row(base, genes + at + 4);
            long at2 = row(base, genes + at + 8);
            long at3 = row(base, genes + at + 12);
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, ALL, at0, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, ALL, at1, ORDER);
            FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, ALL, at2, ORDER);
            FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, ALL, at3, ORDER);
            FloatVector x0 = FloatVector.broadcast(FLOATS, Memory.float32(values + at));
            FloatVector x1 = FloatVector.broadcast(FLOATS, Memory.float32(values + at + 4));
            FloatVector x2 = FloatVector.broadcast(FLOATS, Memory.float32(values + at + 8));
            FloatVector x3 = FloatVector.broadcast(FLOATS, Memory.float32(values + at + 12));
            x0.fma(d, w0).intoMemorySegment(ALL, at0, ORDER);
            x1.fma(d, w1).intoMemorySegment(ALL, at1, ORDER);
            x2.fma(d, w2).intoMemorySegment(ALL, at2, ORDER);
            x3.fma(d, w3).intoMemorySegment(ALL, at3, ORDER);
        }
        for (int e = whole; e < length; e++) {
            long at = row(base, genes + 4L * e);
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER);
            FloatVector x0 = FloatVector.broadcast(FLOATS, Memory.float32(values + 4L * e));
            x0.fma(d, w0).intoMemorySegment(ALL, at, ORDER);
        }
    }

    /// The same for a line, which is two vectors. More genes at a time gain nothing and take longer to compile.
    private static void addLines(SparseRows x_ng, int i, long d_c, long dw) {
        int start = x_ng.start(i);
        int length = x_ng.start(i + 1) - start;
        long genes = Memory.known(x_ng.gene() + 4L * start);
        long values = Memory.known(x_ng.value() + 4L * start);
        long base = Memory.known(dw);
        FloatVector d0 = FloatVector.fromMemorySegment(FLOATS, ALL, d_c, ORDER);
        FloatVector d1 = FloatVector.fromMemorySegment(FLOATS, ALL, d_c + BYTES, ORDER);
        for (int e = 0; e < length; e++) {
            long at = row(base, genes + 4L * e);
            FloatVector x = FloatVector.broadcast(FLOATS, Memory.float32(values + 4L * e));
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, ALL, at, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, ALL, at + BYTES, ORDER);
            x.fma(d0, w0).intoMemorySegment(ALL, at, ORDER);
            x.fma(d1, w1).intoMemorySegment(ALL, at + BYTES, ORDER);
        }
    }

    /// `sum = ` the sum of the same `count` numbers of all blocks, of which the first has them at `first`.
    private void addBlocks(long first, int blocks, long bytes, long count, long sum) {
        pool.runEvenly(Flat.blocks(count, NUMBERS), (from, to, worker) -> {
            long end = 4 * Math.min((long) to * NUMBERS, count);
            for (long at = 4L * from * NUMBERS; at < end; at += BYTES) {
                store(load(first + at), sum + at);
                for (int b = 1; b < blocks; b++) {
                    store(load(first + b * bytes + at).add(load(sum + at)), sum + at);
                }
            }
        });
    }
}
