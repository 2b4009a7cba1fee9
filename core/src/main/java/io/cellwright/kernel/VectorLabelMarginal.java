package io.cellwright.kernel;

import jdk.incubator.vector.FloatVector;

import static io.cellwright.kernel.CellColumns.CELLS;
import static io.cellwright.kernel.CellColumns.ROW;
import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.ORDER;
import static io.cellwright.kernel.VectorMath.broadcast;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;

/// Means over labels on vectors of floats with a cell in each lane, see {@link CellColumns}: what comes label by label
/// lies so already.
///
/// A forward pass leaves probabilities p and `t = kl + log(p c)`. With them the gradient of a logit is `p (dlp (lp -
/// meanLp) + dkl (t - meanKl))`.
///
/// Absolute errors against double, for numbers of the size of 1: means 4e-6, gradients 6e-6. Probabilities below the
/// smallest normal float are 0.
final class VectorLabelMarginal implements LabelMarginal {
    /// Lower than every logit that counts, but finite, so that its product with a probability of 0 is 0.
    private static final float IMPOSSIBLE = -104f;

    private final WorkerPool pool;

    VectorLabelMarginal(WorkerPool pool) {
        this.pool = pool;
    }

    /// What a worker holds: three parts of c rows, and four numbers of each cell, row after row.
    private static final class Share {
        final int n;
        final int c;
        final long staging;
        final long logits_c;
        final long lp_c;
        final long kl_c;
        final long cells;
        final long temp;
        final long end;
        /// Addresses that the loops take: p, t, the three parts, and cells.
        final long[] at;
        final long[] sum = new long[2];
        int first;
        int rows;

        Share(int n, int c, long start) {
            this.n = n;
            this.c = c;
            staging = start;
            logits_c = staging + MatrixTile.STAGING;
            lp_c = logits_c + c * ROW;
            kl_c = lp_c + c * ROW;
            cells = kl_c + c * ROW;
            temp = cells + 4 * ROW;
            end = temp + CellColumns.tempBytes(c);
            at = new long[] {0, 0, logits_c, lp_c, kl_c, cells};
        }

        void block(int block, long kept) {
            first = block * CELLS;
            rows = Math.min(CELLS, n - first);
            at[0] = kept + 2L * c * ROW * block;
            at[1] = at[0] + c * ROW;
        }

        /// Takes in what comes label by label.
        void take(long x_cn, long to) {
            if (rows < CELLS) {
                Memory.zero(to, c * ROW);
            }
            for (long l = 0; l < c; l++) {
                Memory.copy(x_cn + 4 * (l * n + first), to + l * ROW, 4L * rows);
            }
        }

        void put(long from, long x_cn) {
            for (long l = 0; l < c; l++) {
                Memory.copy(from + l * ROW, x_cn + 4 * (l * n + first), 4L * rows);
            }
        }

        /// Takes in a number of each cell; those of an address of 0 are 0.
        void takeCells(long x_n, long to) {
            Memory.zero(to, ROW);
            if (x_n != 0) {
                Memory.copy(x_n + 4L * first, to, 4L * rows);
            }
        }

        void sum(long from_c, long to) {
            sum[0] = from_c;
            sum[1] = to;
            Flat.start(CellColumns::sum, sum, 0, c);
        }

        void run(Flat.Loop loop) {
            Flat.start(loop, at, 0, (long) c * CELLS);
        }
    }

    @Override
    public long roomBytes(int n, int c) {
        return 2L * c * ROW * CellColumns.blocks(n);
    }

    private interface Work {
        void run(Share share);
    }

    private void blocks(int n, int c, long room, Work work) {
        long bytes = new Share(n, c, 0).end;
        int blocks = CellColumns.blocks(n);
        int together = (long) n * c <= Flat.ALONE ? Math.max(blocks, 1) : 1;
        pool.run((blocks + together - 1) / together, (from, to, worker) -> {
            Share share = new Share(n, c, pool.scratch(worker, bytes));
            for (int block = from * together; block < Math.min(to * together, blocks); block++) {
                share.block(block, room);
                work.run(share);
            }
        });
    }

    @Override
    public void forward(long logits_nc, Rows rows, long room, Means means, int n, int c) {
        float logOfLabels = (float) Math.log(c);
        Flat.Loop logs = (at, first, count) -> logs(at, logOfLabels);
        blocks(n, c, room, s -> {
            CellColumns.take(logits_nc + 4L * s.first * c, 4L * c, s.rows, c, s.logits_c, s.staging);
            s.run(VectorLabelMarginal::largest);
            s.run(VectorLabelMarginal::centre);
            s.run(VectorLabelMarginal::exponentials);
            s.sum(s.at[0], s.cells);
            s.run(logs);
            s.run(VectorLabelMarginal::inverses);
            s.take(rows.lp_cn(), s.lp_c);
            s.take(rows.kl_cn(), s.at[1]);
            s.run(VectorLabelMarginal::weigh);
            s.sum(s.lp_c, s.cells + 2 * ROW);
            s.sum(s.kl_c, s.cells + 3 * ROW);
            Memory.copy(s.cells + 2 * ROW, means.lp_n() + 4L * s.first, 4L * s.rows);
            Memory.copy(s.cells + 3 * ROW, means.kl_n() + 4L * s.first, 4L * s.rows);
        });
    }

    /// The largest logit of each cell. A NaN may get lost, because it comes back through the sum of exponentials.
    private static void largest(long[] at, long first, long count) {
        for (long half = 0; half < ROW; half += BYTES) {
            FloatVector max = broadcast(Float.NEGATIVE_INFINITY);
            for (long x = at[2] + half; x < at[2] + 4 * count; x += ROW) {
                FloatVector v = load(x);
                max = v.blend(max, v.lt(max));
            }
            broadcast(Float.NEGATIVE_INFINITY).max(max).intoMemorySegment(ALL, at[5] + half, ORDER);
        }
    }

    private static void centre(long[] at, long first, long count) {
        long x = at[2];
        long max = at[5];
        for (long i = 0; i < 4 * count; i += BYTES) {
            store(load(x + i).sub(load(max + (i & (ROW - 1)))).max(IMPOSSIBLE), x + i);
        }
    }

    private static void exponentials(long[] at, long first, long count) {
        long x = at[2];
        long p = at[0];
        for (long i = 0; i < 4 * count; i += BYTES) {
            VectorMath.expNonPositive(load(x + i)).intoMemorySegment(ALL, p + i, ORDER);
        }
    }

    /// From sums of exponentials to `log c - log sum`, a row behind.
    private static void logs(long[] at, float logOfLabels) {
        for (long i = at[5]; i < at[5] + ROW; i += BYTES) {
            VectorMath.log(load(i)).neg().add(logOfLabels).intoMemorySegment(ALL, i + ROW, ORDER);
        }
    }

    private static void inverses(long[] at, long first, long count) {
        for (long i = at[5]; i < at[5] + ROW; i += BYTES) {
            store(broadcast(1f).div(load(i)), i);
        }
    }

    private static void weigh(long[] at, long first, long count) {
        long p = at[0];
        long t = at[1];
        long x = at[2];
        long lp = at[3];
        long kl = at[4];
        long cells = at[5];
        for (long i = 0; i < 4 * count; i += BYTES) {
            long cell = cells + (i & (ROW - 1));
            FloatVector probability = load(p + i).mul(load(cell));
            FloatVector divergence = load(t + i).add(load(x + i).add(load(cell + ROW)));
            store(probability, p + i);
            store(divergence, t + i);
            store(load(lp + i).mul(probability), lp + i);
            store(divergence.mul(probability), kl + i);
        }
    }

    @Override
    public void gradient(Means dmeans, long logits_nc, Rows rows, Means means, long room, long dlogits_nc, boolean add,
            Rows drows, int n, int c) {
        blocks(n, c, room, s -> {
            s.takeCells(dmeans.lp_n(), s.cells);
            s.takeCells(dmeans.kl_n(), s.cells + ROW);
            s.takeCells(means.lp_n(), s.cells + 2 * ROW);
            s.takeCells(means.kl_n(), s.cells + 3 * ROW);
            s.take(rows.lp_cn(), s.lp_c);
            s.run(VectorLabelMarginal::ofLogits);
            CellColumns.put(s.logits_c, c, dlogits_nc + 4L * s.first * c, 4L * c, s.rows, add, s.temp, s.staging);
            s.run(VectorLabelMarginal::ofRows);
            s.put(s.lp_c, drows.lp_cn());
            s.put(s.kl_c, drows.kl_cn());
        });
    }

    private static void ofLogits(long[] at, long first, long count) {
        long p = at[0];
        long t = at[1];
        long logits = at[2];
        long lp = at[3];
        long cells = at[5];
        for (long i = 0; i < 4 * count; i += BYTES) {
            long cell = cells + (i & (ROW - 1));
            FloatVector a = load(lp + i).sub(load(cell + 2 * ROW)).mul(load(cell));
            FloatVector b = load(t + i).sub(load(cell + 3 * ROW)).mul(load(cell + ROW));
            store(load(p + i).mul(a.add(b)), logits + i);
        }
    }

    private static void ofRows(long[] at, long first, long count) {
        long p = at[0];
        long lp = at[3];
        long kl = at[4];
        long cells = at[5];
        for (long i = 0; i < 4 * count; i += BYTES) {
            long cell = cells + (i & (ROW - 1));
            FloatVector probability = load(p + i);
            store(load(cell).mul(probability), lp + i);
            store(load(cell + ROW).mul(probability), kl + i);
        }
    }
}
