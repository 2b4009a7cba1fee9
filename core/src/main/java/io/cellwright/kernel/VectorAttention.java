package io.cellwright.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.FLOATS;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.broadcast;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;
import static io.cellwright.kernel.VectorMath.storeSum;

/// Attention on vectors of floats. Workers share out pairs of a cell and a head; of each, some queries at a time go
/// through scores, softmax, dropout and the product with the values while all of it is in the second cache.
///
/// ```
/// a cell and a head:          keys, packed        values, packed
///                            +-----------+        +---+
///                            |   w x t   |        | t |
///                            +-----------+        | x |
///            +---+           +-----------+        | w |      +---+
/// 64 queries |   |     x     |  scores   | softmax|   |  ->  |   | contexts
///            +---+           |  64 x t   | dropout|   |      +---+
///                            +-----------+        +---+
/// ```
///
/// Bound by arithmetic. `bench kernel` (forward, without dropout), one thread, 30 November 2026, a quiet minute: 35 % of the
/// machine's multiply-adds; the products are narrow, as wide as a head, and each weight costs an exponential.
///
/// Rows of weights are filled up to whole vectors with weights of 0. On the way back a weight that was dropped is
/// marked by its sign, so that the hash is taken once.
///
/// Error against double, for numbers of the size of 1: contexts 2e-6, gradients 1e-5.
final class VectorAttention implements Attention {
    /// Queries at a time: their weights for 128 tokens fill two thirds of a first cache of 48 KiB.
    private static final int QUERIES = 64;
    private static final Stage DECOY = block -> {};
    private static final Stage SECOND_DECOY = block -> {};

    private final WorkerPool pool;

    VectorAttention(WorkerPool pool) {
        this.pool = pool;
    }

    /// A loop over the weights of some queries. Each starts behind two decoys, for the reason given in {@link Flat}.
    @FunctionalInterface
    private interface Stage {
        void run(Block block);
    }

    private static void start(Stage stage, Block block) {
        Stage next = DECOY;
        for (int i = 0; i < 3; i++) {
            next.run(block);
            next = i == 0 ? SECOND_DECOY : stage;
        }
    }

    /// A worker's scratch, and the queries that it works on.
    private static final class Block {
        private final Size size;
        /// Weights of a query, filled up, and their bytes.
        private final int width;
        private final long row;
        private final long keysDown;
        private final long keys;
        private final long values;
        private final long valuesDown;
        private final long queries;
        private final long gradients;
        /// 0 for each token, minus infinity beyond the last.
        private final long edge;
        private final long p;
        private final long dp;
        private final long lanes;
        private final long dot;
        private final long staging;

        private int rows;
        /// Of the first query.
        private int firstIndex;
        private long seed;
        private int threshold;
        private float kept;
        private float scale;
        private long max;
        private long inverse;
        private long dout;
        private long out;

        Block(WorkerPool pool, int worker, Size size, Dropout dropout) {
            this.size = size;
            this.width = Panels.vectors(size.t()) * LANES;
            this.row = 4L * width;
            long tall = Memory.aligned(Panels.bytes(size.t(), size.w()));
            long wide = Memory.aligned(Panels.bytes(size.w(), size.t()));
            long some = Memory.aligned(Panels.bytes(QUERIES, size.w()));
            this.keysDown = pool.scratch(worker, 2 * tall + 2 * wide + 2 * some + row * (2 * QUERIES + 1)
                    + QUERIES * (BYTES + 4L) + MatrixTile.STAGING);
            this.valuesDown = keysDown + wide;
            this.keys = valuesDown + wide;
            this.values = keys + tall;
            this.queries = values + tall;
            this.gradients = queries + some;
            this.edge = gradients + some;
            this.p = edge + row;
            this.dp = p + QUERIES * row;
            this.lanes = dp + QUERIES * row;
            this.dot = lanes + (long) QUERIES * BYTES;
            this.staging = dot + 4L * QUERIES;
            this.threshold = dropout.threshold();
            this.kept = (float) dropout.kept();
            this.scale = (float) size.scale();
            for (int j = 0; j < width; j++) {
                Memory.float32(edge + 4L * j, j < size.t() ? 0 : Float.NEGATIVE_INFINITY);
            }
        }

        /// Turns to the queries of a unit from `first` on.
        void to(int unit, int first, Dropout dropout, long room) {
            rows = Math.min(QUERIES, size.t() - first);
            firstIndex = first * size.t();
            seed = CounterHash.seed(dropout.key(), unit);
            max = room + 4 * ((long) unit * size.t() + first);
            inverse = max + 4L * size.units() * size.t();
        }
    }

    @Override
    public long roomBytes(Size size) {
        return 8L * size.units() * size.t();
    }

    @Override
    public void forward(long qkv_re, Dropout dropout, long room, long context_rd, Size size) {
        pool.run(size.units(), (from, to, worker) -> {
            Block block = new Block(pool, worker, size, dropout);
            for (int unit = from; unit < to; unit++) {
                forward(unit, queries(qkv_re, unit, size), dropout, room, context(context_rd, unit, size), block);
            }
        });
    }

    private static long queries(long qkv_re, int unit, Size size) {
        long cell = unit / size.heads();
        return qkv_re + 4 * (cell * size.t() * 3 * size.d() + (unit - cell * size.heads()) * size.w());
    }

    private static long context(long context_rd, int unit, Size size) {
        long cell = unit / size.heads();
        return context_rd + 4 * (cell * size.t() * size.d() + (unit - cell * size.heads()) * size.w());
    }

    private static void forward(int unit, long q, Dropout dropout, long room, long context, Block b) {
        Size size = b.size;
        long in = 12L * size.d();
        long out = 4L * size.d();
        Panels.packTransposed(q + out, in, size.w(), size.t(), b.keysDown, b.staging);
        Panels.pack(q + 2 * out, in, size.t(), size.w(), b.values);
        for (int first = 0; first < size.t(); first += QUERIES) {
            b.to(unit, first, dropout, room);
            scores(q + first * in, in, b);
            start(VectorAttention::maxima, b);
            start(VectorAttention::exponentials, b);
            inverses(b);
            start(dropout.drops() ? VectorAttention::normaliseAndDrop : VectorAttention::normalise, b);
            Panels.multiply(b.p, b.row, 4, b.rows, b.values, size.t(), size.w(), 0, 0,
                    context + first * out, out, b.staging);
        }
    }

    private static void scores(long q, long in, Block b) {
        Panels.multiply(q, in, 4, b.rows, b.keysDown, b.size.w(), b.width, b.edge, 0, b.p,
                b.row, b.staging);
    }

    private static void maxima(Block b) {
        for (int i = 0; i < b.rows; i++) {
            long p = b.p + i * b.row;
            FloatVector max = broadcast(Float.NEGATIVE_INFINITY);
            for (long at = p; at < p + b.row; at += BYTES) {
                max = VectorRows.larger(max, load(at));
            }
            Memory.float32(b.max + 4L * i,
                    broadcast(Float.NEGATIVE_INFINITY).max(max).reduceLanes(VectorOperators.MAX));
        }
    }

    private static void exponentials(Block b) {
        for (int i = 0; i < b.rows; i++) {
            long p = b.p + i * b.row;
            float max = Memory.float32(b.max + 4L * i);
            FloatVector sum = broadcast(0);
            for (long at = p; at < p + b.row; at += BYTES) {
                FloatVector e = VectorMath.expNonPositive(load(at).sub(max).mul(b.scale));
                store(e, at);
                sum = e.add(sum);
            }
            storeSum(sum, b.lanes + (long) i * BYTES);
        }
    }

    private static void inverses(Block b) {
        for (int i = 0; i < b.rows; i++) {
            Memory.float32(b.inverse + 4L * i, (float) (1 / VectorMath.laneSum(b.lanes + (long) i * BYTES)));
        }
    }

    private static void normalise(Block b) {
        for (int i = 0; i < b.rows; i++) {
            long p = b.p + i * b.row;
            float inverse = Memory.float32(b.inverse + 4L * i);
            for (long at = p; at < p + b.row; at += BYTES) {
                store(load(at).mul(inverse), at);
            }
        }
    }

    private static void normaliseAndDrop(Block b) {
        for (int i = 0; i < b.rows; i++) {
            long p = b.p + i * b.row;
            float factor = Memory.float32(b.inverse + 4L * i) * b.kept;
            int index = b.firstIndex + i * b.size.t();
            for (long at = 0; at < b.row; at += BYTES) {
                VectorMask<Float> goes = VectorElementwise.drops(index + (int) (at / 4), b.seed, b.threshold);
                store(load(p + at).mul(factor).blend(0f, goes), p + at);
            }
        }
    }

    @Override
    public void gradient(long dcontext_rd, long context_rd, Dropout dropout, long room, long qkv_re, Size size) {
        pool.run(size.units(), (from, to, worker) -> {
            Block block = new Block(pool, worker, size, dropout);
            for (int unit = from; unit < to; unit++) {
                gradient(unit, context(dcontext_rd, unit, size), context(context_rd, unit, size), dropout, room,
                        queries(qkv_re, unit, size), block);
            }
        });
    }

    private static void gradient(int unit, long dcontext, long context, Dropout dropout, long room, long q, Block b) {
        Size size = b.size;
        long in = 12L * size.d();
        long out = 4L * size.d();
        Panels.packTransposed(q + out, in, size.w(), size.t(), b.keysDown, b.staging);
        Panels.packTransposed(q + 2 * out, in, size.w(), size.t(), b.valuesDown, b.staging);
        Panels.pack(q + out, in, size.t(), size.w(), b.keys);
        for (int first = 0; first < size.t(); first += QUERIES) {
            b.to(unit, first, dropout, room);
            b.dout = dcontext + first * out;
            b.out = context + first * out;
            weightsAndSlopes(q + first * in, in, dropout, b);
            toInputs(q, first, b);
        }
    }

    /// Leaves the weights, as they met the values, in p, and the gradient of the scores in dp.
    private static void weightsAndSlopes(long q, long in, Dropout dropout, Block b) {
        scores(q, in, b);
        start(VectorAttention::weights, b);
        if (dropout.drops()) {
            start(VectorAttention::mark, b);
        }
        start(VectorAttention::products, b);
        for (int i = 0; i < b.rows; i++) {
            Memory.float32(b.dot + 4L * i, (float) VectorMath.laneSum(b.lanes + (long) i * BYTES));
        }
        Panels.multiply(b.dout, 4L * b.size.d(), 4, b.rows, b.valuesDown, b.size.w(), b.width,
                0, 0, b.dp, b.row, b.staging);
        start(VectorAttention::slopes, b);
    }

    /// From the second block of queries on, gradients of keys and values are added to what stands in their place. The
    /// queries' own place is free once they are packed.
    private static void toInputs(long q, int first, Block b) {
        Size size = b.size;
        long in = 12L * size.d();
        long out = 4L * size.d();
        long k = q + out;
        long v = k + out;
        long here = q + first * in;
        Panels.pack(here, in, b.rows, size.w(), b.queries);
        Panels.pack(b.dout, out, b.rows, size.w(), b.gradients);
        Panels.multiply(b.dp, b.row, 4, b.rows, b.keys, size.t(), size.w(), 0, 0, here, in,
                b.staging);
        Panels.multiply(b.dp, 4, b.row, size.t(), b.queries, b.rows, size.w(),
                first == 0 ? 0 : k, in, k, in, b.staging);
        Panels.multiply(b.p, 4, b.row, size.t(), b.gradients, b.rows, size.w(),
                first == 0 ? 0 : v, in, v, in, b.staging);
    }

    private static void weights(Block b) {
        for (int i = 0; i < b.rows; i++) {
            long p = b.p + i * b.row;
            float max = Memory.float32(b.max + 4L * i);
            float inverse = Memory.float32(b.inverse + 4L * i);
            for (long at = p; at < p + b.row; at += BYTES) {
                store(VectorMath.expNonPositive(load(at).sub(max).mul(b.scale)).mul(inverse), at);
            }
        }
    }

    /// Gives weights that were dropped a minus.
    private static void mark(Block b) {
        for (int i = 0; i < b.rows; i++) {
            long p = b.p + i * b.row;
            int index = b.firstIndex + i * b.size.t();
            for (long at = 0; at < b.row; at += BYTES) {
                VectorMask<Float> goes = VectorElementwise.drops(index + (int) (at / 4), b.seed, b.threshold);
                FloatVector weight = load(p + at);
                store(weight.blend(weight.neg(), goes), p + at);
            }
        }
    }

    /// Sums of each context times its gradient, lane by lane: what the softmax takes off each slope of its row.
    private static void products(Block b) {
        int w = b.size.w();
        long row = 4L * b.size.d();
        for (int i = 0; i < b.rows; i++) {
            FloatVector sum = broadcast(0);
            for (int j = 0; j < w; j += LANES) {
                VectorMask<Float> mask = FLOATS.indexInRange(j, w);
                sum = load(b.dout + i * row + 4L * j, mask).fma(load(b.out + i * row + 4L * j, mask), sum);
            }
            storeSum(sum, b.lanes + (long) i * BYTES);
        }
    }

    /// `dp = p (dropped dp - dot) scale`, and p as it met the values.
    private static void slopes(Block b) {
        for (int i = 0; i < b.rows; i++) {
            long row = i * b.row;
            float dot = Memory.float32(b.dot + 4L * i);
            for (long at = row; at < row + b.row; at += BYTES) {
                FloatVector weight = load(b.p + at);
                VectorMask<Float> gone = weight.lt(0f);
                FloatVector slope = load(b.dp + at).mul(b.kept).blend(0f, gone);
                store(slope.sub(dot).mul(weight.abs()).mul(b.scale), b.dp + at);
                store(weight.mul(b.kept).blend(0f, gone), b.p + at);
            }
        }
    }
}
