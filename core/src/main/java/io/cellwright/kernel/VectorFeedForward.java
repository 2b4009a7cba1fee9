package io.cellwright.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.broadcast;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;

/// The two maps on vectors of floats. Workers share out blocks of rows; the hidden layer of a block stays in the second
/// cache from the first map to the second, and on the way back from the gradient of the second to that of the first.
///
/// ```
/// 64 rows x d  --up-->  64 rows x f  --GELU-->  64 rows x f  --down-->  64 rows x d
///                       the hidden layer: f is four times d or so, and never all rows of it in memory
/// ```
///
/// Bound by arithmetic. `bench kernel` (forward), one thread, 30 November 2026, a quiet minute: 55 % of the machine's
/// multiply-adds.
///
/// Gradients of weights are summed in a fixed number of groups of rows, each by one worker, and the groups are added in
/// their order.
///
/// Error against double, for numbers of the size of 1 and 512 hidden ones: outputs 2e-6, gradients 2e-5.
final class VectorFeedForward implements FeedForward {
    private static final int ROWS = 64;
    /// Enough for as many workers as we start, few enough that adding them is little work.
    private static final int GROUPS = 16;
    /// Elements that go through the loops of GELU at a time.
    private static final int SOME = Flat.BLOCK;

    private final WorkerPool pool;

    VectorFeedForward(WorkerPool pool) {
        this.pool = pool;
    }

    /// A worker's scratch.
    private static final class Scratch {
        private final long up;
        private final long down;
        private final long packed;
        private final long hidden;
        private final long gradient;
        private final long staging;
        private final long pads;
        private final long temp;

        Scratch(WorkerPool pool, int worker, Size size) {
            long weights = Memory.aligned(Math.max(Panels.bytes(size.d(), size.f()), Panels.bytes(size.f(), size.d())));
            long rows = Memory.aligned(Panels.bytes(ROWS, Math.max(size.f(), size.d())));
            this.up = pool.scratch(worker, 2 * weights + 3 * rows + MatrixTile.STAGING + Flat.PAD_BYTES + 8L * SOME
                    + 4L * ROWS);
            this.down = up + weights;
            this.packed = down + weights;
            this.hidden = packed + rows;
            this.gradient = hidden + rows;
            this.staging = gradient + rows;
            this.pads = staging + MatrixTile.STAGING;
            this.temp = pads + Flat.PAD_BYTES;
        }
    }

    @Override
    public void forward(long x_nd, Weights weights, Dropout dropout, long u_nf, long y_nd, Size size) {
        int d = size.d();
        int f = size.f();
        pool.run(Flat.blocks(size.n(), ROWS), (from, to, worker) -> {
            Scratch s = new Scratch(pool, worker, size);
            Panels.packTransposed(weights.up_fd(), 4L * d, d, f, s.up, s.staging);
            Panels.packTransposed(weights.down_df(), 4L * f, f, d, s.down, s.staging);
            for (long row = (long) from * ROWS; row < Math.min((long) to * ROWS, size.n()); row += ROWS) {
                int rows = (int) Math.min(ROWS, size.n() - row);
                long u = u_nf == 0 ? s.hidden : u_nf + 4 * row * f;
                Panels.multiply(x_nd + 4 * row * d, 4L * d, 4, rows, s.up, d, f, weights.upBias_f(), 0, u, 4L * f,
                        s.staging);
                activate(u, row * f, (long) rows * f, dropout, s);
                Panels.multiply(s.hidden, 4L * f, 4, rows, s.down, f, d, weights.downBias_d(), 0, y_nd + 4 * row * d,
                        4L * d, s.staging);
            }
        });
    }

    /// Marks what is dropped of the numbers at `u`, of which the first is element `first`, and leaves the activations.
    private static void activate(long u, long first, long count, Dropout dropout, Scratch s) {
        float kept = (float) dropout.kept();
        int threshold = dropout.threshold();
        for (long done = 0; done < count; done += SOME) {
            long size = Math.min(SOME, count - done);
            long at = u + 4 * done;
            if (dropout.drops()) {
                Flat.range((a, i, c) -> mark(a[0], i, c, threshold, dropout.key()), new long[] {at}, 1, first + done,
                        size, s.pads);
            }
            Flat.range(VectorElementwise::gauss, new long[] {at, s.temp}, 1, 0, size, s.pads);
            Flat.range((a, i, c) -> gelu(a, c, kept), new long[] {at, s.temp, s.hidden + 4 * done}, 1, 0, size, s.pads);
        }
    }

    private static void mark(long u, long first, long count, int threshold, long key) {
        for (long done = 0; done < count;) {
            long some = VectorElementwise.sameSeed(first + done, count - done);
            long seed = CounterHash.seed(key, (int) ((first + done) >>> 32));
            mark(u + 4 * done, (int) (first + done), some, threshold, seed);
            done += some;
        }
    }

    private static void mark(long u, int first, long count, int threshold, long seed) {
        for (long i = 0; i < 4 * count; i += BYTES) {
            VectorMask<Float> goes = VectorElementwise.drops(first + (int) (i / 4), seed, threshold);
            store(load(u + i).blend((float) DROPPED, goes), u + i);
        }
    }

    private static void gelu(long[] at, long count, float kept) {
        long u = at[0];
        long gauss = at[1];
        long y = at[2];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector v = load(u + i);
            store(VectorElementwise.cumulative(v, load(gauss + i)).mul(v).mul(kept), y + i);
        }
    }

    /// Gradients of the weights, once for each group.
    @Override
    public long roomBytes(Size size) {
        // The last numbers are read as a whole vector.
        return GROUPS * sumsBytes(size) + BYTES;
    }

    private static long sumsBytes(Size size) {
        return Memory.aligned(4L * (2L * size.d() * size.f() + size.d() + size.f()));
    }

    @Override
    public void gradient(long dy_nd, long x_nd, Weights weights, Dropout dropout, long u_nf, long room, long dx_nd,
            boolean add, Weights dweights, boolean addWeights, Size size) {
        int d = size.d();
        int f = size.f();
        int blocks = Flat.blocks(size.n(), ROWS);
        int groups = Math.min(GROUPS, blocks);
        pool.run(groups, (from, to, worker) -> {
            Scratch s = new Scratch(pool, worker, size);
            Panels.pack(weights.up_fd(), 4L * d, f, d, s.up);
            Panels.pack(weights.down_df(), 4L * f, d, f, s.down);
            for (int group = from; group < to; group++) {
                long sums = room + group * sumsBytes(size);
                Weights mine = sums(sums, size);
                long first = (long) group * blocks / groups * ROWS;
                long last = Math.min((long) (group + 1) * blocks / groups * ROWS, size.n());
                for (long row = first; row < last; row += ROWS) {
                    int rows = (int) Math.min(ROWS, last - row);
                    block(dy_nd + 4 * row * d, x_nd + 4 * row * d, dropout, u_nf + 4 * row * f, dx_nd + 4 * row * d,
                            add, mine, row > first, rows, size, s);
                }
            }
        });
        sum(room, groups, dweights, addWeights, size);
    }

    private static Weights sums(long at, Size size) {
        long matrix = 4L * size.d() * size.f();
        return new Weights(at, at + 2 * matrix, at + matrix, at + 2 * matrix + 4L * size.f());
    }

    private static void block(long dy, long x, Dropout dropout, long u, long dx, boolean add, Weights sums,
            boolean more, int rows, Size size, Scratch s) {
        int d = size.d();
        int f = size.f();
        Panels.multiply(dy, 4L * d, 4, rows, s.down, d, f, 0, 0, s.gradient, 4L * f, s.staging);
        slopes(u, (long) rows * f, (float) dropout.kept(), s);
        Panels.pack(s.hidden, 4L * f, rows, f, s.packed);
        Panels.multiply(dy, 4, 4L * d, d, s.packed, rows, f, more ? sums.down_df() : 0, 4L * f, sums.down_df(), 4L * f,
                s.staging);
        VectorMatmul.columnSums(dy, rows, d, sums.downBias_d(), more);
        VectorMatmul.columnSums(s.gradient, rows, f, sums.upBias_f(), more);
        Panels.pack(x, 4L * d, rows, d, s.packed);
        Panels.multiply(s.gradient, 4, 4L * f, f, s.packed, rows, d, more ? sums.up_fd() : 0, 4L * d, sums.up_fd(),
                4L * d, s.staging);
        Panels.multiply(s.gradient, 4L * f, 4, rows, s.up, f, d, add ? dx : 0, 4L * d, dx, 4L * d, s.staging);
    }

    /// From the hidden layer before GELU and the gradient behind it: what it was behind, and the gradient before.
    private static void slopes(long u, long count, float kept, Scratch s) {
        long below = s.temp + 4L * SOME;
        for (long done = 0; done < count; done += SOME) {
            long size = Math.min(SOME, count - done);
            long at = u + 4 * done;
            Flat.range(VectorElementwise::gauss, new long[] {at, s.temp}, 1, 0, size, s.pads);
            Flat.range(VectorFeedForward::cumulative, new long[] {at, s.temp, below}, 1, 0, size, s.pads);
            Flat.range((a, i, c) -> slope(a, c, kept),
                    new long[] {at, s.temp, below, s.hidden + 4 * done, s.gradient + 4 * done}, 2, 0, size, s.pads);
        }
    }

    private static void cumulative(long[] at, long first, long count) {
        long u = at[0];
        long gauss = at[1];
        long below = at[2];
        for (long i = 0; i < 4 * count; i += BYTES) {
            store(VectorElementwise.cumulative(load(u + i), load(gauss + i)), below + i);
        }
    }

    private static void slope(long[] at, long count, float kept) {
        long u = at[0];
        long gauss = at[1];
        long below = at[2];
        long a = at[3];
        long gradient = at[4];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector v = load(u + i);
            FloatVector p = load(below + i);
            store(v.mul(p).mul(kept), a + i);
            FloatVector slope = v.mul(0.3989423f).fma(load(gauss + i), p);
            store(slope.mul(load(gradient + i)).mul(kept), gradient + i);
        }
    }

    /// Adds the groups up.
    private void sum(long room, int groups, Weights dweights, boolean add, Size size) {
        Weights first = sums(room, size);
        int matrix = size.d() * size.f();
        sum(first.up_fd(), groups, dweights.up_fd(), matrix, add, size);
        sum(first.upBias_f(), groups, dweights.upBias_f(), size.f(), add, size);
        sum(first.down_df(), groups, dweights.down_df(), matrix, add, size);
        sum(first.downBias_d(), groups, dweights.downBias_d(), size.d(), add, size);
    }

    private void sum(long part, int groups, long total, long count, boolean add, Size size) {
        long step = sumsBytes(size);
        // The last total may be a copy: the groups' own numbers are read where they are.
        Flat.run(pool, count, 1, new long[] {total},
                (at, first, some) -> add(part + 4 * first, step, groups, at[0], some, add));
    }

    private static void add(long part, long step, int groups, long total, long count, boolean add) {
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector sum = broadcast(0);
            long end = part + i + groups * step;
            for (long at = part + i; at < end; at += step) {
                sum = load(at).add(sum);
            }
            VectorMath.put(broadcast(0).add(sum), total + i, add);
        }
    }
}
