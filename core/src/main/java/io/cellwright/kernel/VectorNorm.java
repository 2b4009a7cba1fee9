package io.cellwright.kernel;

import io.cellwright.kernel.ColumnStrips.Matrices;
import io.cellwright.kernel.ColumnStrips.Stage;
import io.cellwright.kernel.ColumnStrips.Strip;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.FLOATS;
import static io.cellwright.kernel.VectorMath.ORDER;
import static io.cellwright.kernel.VectorMath.broadcast;
import static io.cellwright.kernel.VectorMath.firstLanes;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;
import static io.cellwright.kernel.VectorMath.storeSum;

/// Normalisation on vectors of floats.
///
/// Batch normalisation goes down {@link ColumnStrips}. Sums take turns, which hides the latency of an addition and
/// saves digits. The variance is the mean square about a first mean, and both are corrected by the mean deviation from
/// it.
///
/// Layer normalisation shares out rows, see {@link LayerRows}.
///
/// Error against double, for rows and columns of up to 12800 numbers: outputs 2^-20 and gradients 2^-18 of the largest
/// of their column or row.
final class VectorNorm implements Norm {
    /// Vectors that a strip needs for its sums.
    private static final int ROOM = 3;

    private final WorkerPool pool;
    private final LayerRows layer;

    VectorNorm(WorkerPool pool) {
        this.pool = pool;
        this.layer = new LayerRows(pool);
    }

    @Override
    public void batchTrain(long x_nh, long gamma_h, long beta_h, long mean_h, long invStd_h, long runningMean_h,
            long runningVariance_h, double momentum, double epsilon, long y_nh, Then then, int n, int h) {
        ColumnStrips.run(pool, new Matrices(x_nh, 0, 0, y_nh, false), n, h, ROOM,
                s -> mean(s.x, s.row, n, mean_h + s.at, s.lanes),
                s -> variance(s.x, s.row, n, mean_h + s.at, s.room, s.lanes),
                s -> {
                    if (runningMean_h != 0) {
                        move(runningMean_h + s.at, mean_h + s.at, momentum, 1, s.lanes);
                    }
                    if (runningMean_h != 0 && n > 1) {
                        move(runningVariance_h + s.at, s.room, momentum, n / (n - 1.0), s.lanes);
                    }
                    inverse(s.room, epsilon, invStd_h + s.at, s.lanes);
                },
                s -> prepare(s, mean_h, invStd_h, gamma_h, beta_h),
                normalise(n, h, then));
    }

    @Override
    public void batchEvaluate(long x_nh, long gamma_h, long beta_h, long runningMean_h, long runningVariance_h,
            double epsilon, long mean_h, long invStd_h, long y_nh, Then then, int n, int h) {
        ColumnStrips.run(pool, new Matrices(x_nh, 0, 0, y_nh, false), n, h, ROOM,
                s -> {
                    Memory.copy(runningMean_h + s.at, mean_h + s.at, 4L * s.lanes);
                    inverse(runningVariance_h + s.at, epsilon, invStd_h + s.at, s.lanes);
                },
                s -> prepare(s, mean_h, invStd_h, gamma_h, beta_h),
                normalise(n, h, then));
    }

    @Override
    public void batchGradient(boolean trained, long dy_nh, long y_nh, Then then, long x_nh, long mean_h, long invStd_h,
            long gamma_h, long dx_nh, boolean add, long dgamma_h, long dbeta_h, boolean addParameters, int n, int h) {
        // Where mean and variance did not depend on x, nothing flows through them.
        float share = trained ? 1f / n : 0;
        ColumnStrips.run(pool, new Matrices(x_nh, dy_nh, then.relu() ? y_nh : 0, dx_nh, add), n, h, ROOM,
                then.relu()
                        ? s -> sumsThroughRelu(s, n, (float) then.scale(), mean_h + s.at, invStd_h + s.at)
                        : s -> sums(s.dy, s.x, s.row, n, mean_h + s.at, invStd_h + s.at, s.room, s.lanes),
                s -> {
                    put(s.room, dbeta_h + s.at, addParameters, s.lanes);
                    put(s.room + BYTES, dgamma_h + s.at, addParameters, s.lanes);
                },
                s -> inputGradient(s, n, mean_h, invStd_h, gamma_h, share, add));
    }

    static void mean(long x, long row, int n, long mean, int lanes) {
        FloatVector s0 = broadcast(0);
        FloatVector s1 = broadcast(0);
        FloatVector s2 = broadcast(0);
        FloatVector s3 = broadcast(0);
        int i = 0;
        for (; i + 4 <= n; i += 4) {
            s0 = load(x).add(s0);
            s1 = load(x + row).add(s1);
            s2 = load(x + 2 * row).add(s2);
            s3 = load(x + 3 * row).add(s3);
            x += 4 * row;
        }
        for (; i < n; i++) {
            s0 = FloatVector.fromMemorySegment(FLOATS, ALL, x, ORDER).add(s0);
            x += row;
        }
        FloatVector zero = broadcast(0);
        store(zero.add(s0).add(s1).add(zero.add(s2).add(s3)).mul(1f / n), mean, firstLanes(lanes));
    }

    /// The mean square deviation from `mean`, corrected by the mean deviation, which is then added to `mean`.
    static void variance(long x, long row, int n, long mean, long variance, int lanes) {
        VectorMask<Float> mask = firstLanes(lanes);
        FloatVector m = load(mean, mask);
        FloatVector s0 = broadcast(0);
        FloatVector s1 = broadcast(0);
        FloatVector q0 = broadcast(0);
        FloatVector q1 = broadcast(0);
        for (int i = 0; i + 2 <= n; i += 2) {
            FloatVector d0 = load(x).sub(m);
            FloatVector d1 = load(x + row).sub(m);
            s0 = d0.add(s0);
            s1 = d1.add(s1);
            q0 = d0.fma(d0, q0);
            q1 = d1.fma(d1, q1);
            x += 2 * row;
        }
        if (n % 2 == 1) {
            FloatVector d = FloatVector.fromMemorySegment(FLOATS, ALL, x, ORDER).sub(m);
            s0 = d.add(s0);
            q0 = d.fma(d, q0);
        }
        FloatVector zero = broadcast(0);
        FloatVector deviation = zero.add(s0).add(s1);
        FloatVector correction = deviation.mul(1f / n);
        store(m.add(correction), mean, mask);
        // Rounding may leave a constant column a little below zero.
        store(zero.add(q0).add(q1).sub(deviation.mul(correction)).max(0f).mul(1f / n), variance);
    }

    /// `running = (1 - momentum) running + momentum factor batch`.
    static void move(long running, long batch, double momentum, double factor, int lanes) {
        VectorMask<Float> mask = firstLanes(lanes);
        FloatVector kept = load(running, mask).mul((float) (1 - momentum));
        store(kept.add(load(batch, mask).mul((float) (momentum * factor))), running, mask);
    }

    /// `invStd = 1 / sqrt(variance + epsilon)`.
    static void inverse(long variance, double epsilon, long invStd, int lanes) {
        VectorMask<Float> mask = firstLanes(lanes);
        FloatVector std = load(variance, mask).add((float) epsilon).lanewise(VectorOperators.SQRT);
        store(broadcast(1f).div(std), invStd, mask);
    }

    /// In the room: mean, `gamma invStd` and beta.
    private static void prepare(Strip s, long mean_h, long invStd_h, long gamma_h, long beta_h) {
        VectorMask<Float> mask = firstLanes(s.lanes);
        store(load(mean_h + s.at, mask), s.room);
        store(load(gamma_h + s.at, mask).mul(load(invStd_h + s.at, mask)), s.room + BYTES);
        store(load(beta_h + s.at, mask), s.room + 2L * BYTES);
    }

    /// One stage for each loop: two of them in one method would be too much for C2.
    private static Stage normalise(int n, int h, Then then) {
        if (!then.relu()) {
            return s -> normalise(s, n);
        }
        if (then.dropout() == 0) {
            return s -> normaliseRelu(s, n);
        }
        int threshold = CounterHash.dropThreshold(then.dropout());
        float kept = (float) then.scale();
        return s -> normaliseDrop(s, n, h, threshold, kept, then.key());
    }

    private static void normalise(Strip s, int n) {
        FloatVector mean = load(s.room);
        FloatVector scale = load(s.room + BYTES);
        FloatVector beta = load(s.room + 2L * BYTES);
        for (long at = 0; at < n * s.row; at += s.row) {
            store(load(s.x + at).sub(mean).fma(scale, beta), s.out + at);
        }
    }

    private static void normaliseRelu(Strip s, int n) {
        FloatVector mean = load(s.room);
        FloatVector scale = load(s.room + BYTES);
        FloatVector beta = load(s.room + 2L * BYTES);
        for (long at = 0; at < n * s.row; at += s.row) {
            FloatVector normal = load(s.x + at).sub(mean).fma(scale, beta);
            store(normal.blend(0f, normal.lt(0f)), s.out + at);
        }
    }

    private static void normaliseDrop(Strip s, int n, int h, int threshold, float kept, long key) {
        FloatVector mean = load(s.room);
        FloatVector scale = load(s.room + BYTES);
        FloatVector beta = load(s.room + 2L * BYTES);
        long x = s.x;
        long y = s.out;
        long end = (long) n * h;
        for (long element = s.at / 4; element < end; element += h) {
            long seed = CounterHash.seed(key, (int) (element >>> 32));
            VectorMask<Float> goes = VectorElementwise.drops((int) element, seed, threshold);
            FloatVector normal = load(x).sub(mean).fma(scale, beta);
            normal.mul(kept).blend(0f, normal.lt(0f).or(goes)).intoMemorySegment(ALL, y, ORDER);
            x += s.row;
            y += s.row;
        }
    }

    /// {@link #sums} after `dy = dy scale` where y is not 0, 0 where it is: what came out as 0 was below 0 or dropped.
    private static void sumsThroughRelu(Strip s, int n, float scale, long mean, long invStd) {
        VectorMask<Float> mask = firstLanes(s.lanes);
        FloatVector m = load(mean, mask);
        FloatVector sum = broadcast(0);
        FloatVector product = broadcast(0);
        for (long at = 0; at < n * s.row; at += s.row) {
            VectorMask<Float> gone = load(s.y + at).compare(VectorOperators.LE, 0f);
            FloatVector g = load(s.dy + at).mul(scale).blend(0f, gone);
            store(g, s.dy + at);
            sum = g.add(sum);
            product = g.fma(load(s.x + at).sub(m), product);
        }
        storeSum(sum, s.room);
        store(load(invStd, mask).mul(product), s.room + BYTES);
    }

    /// In the room: the sum over rows of dy, and that of `dy (x - mean) invStd`.
    static void sums(long dy, long x, long row, int n, long mean, long invStd, long sums, int lanes) {
        VectorMask<Float> mask = firstLanes(lanes);
        FloatVector m = load(mean, mask);
        FloatVector s0 = broadcast(0);
        FloatVector s1 = broadcast(0);
        FloatVector p0 = broadcast(0);
        FloatVector p1 = broadcast(0);
        for (int i = 0; i + 2 <= n; i += 2) {
            FloatVector g0 = load(dy);
            FloatVector g1 = load(dy + row);
            s0 = g0.add(s0);
            s1 = g1.add(s1);
            p0 = g0.fma(load(x).sub(m), p0);
            p1 = g1.fma(load(x + row).sub(m), p1);
            dy += 2 * row;
            x += 2 * row;
        }
        if (n % 2 == 1) {
            FloatVector g = FloatVector.fromMemorySegment(FLOATS, ALL, dy, ORDER);
            s0 = g.add(s0);
            p0 = g.fma(FloatVector.fromMemorySegment(FLOATS, ALL, x, ORDER).sub(m), p0);
        }
        FloatVector zero = broadcast(0);
        store(zero.add(s0).add(s1), sums);
        store(zero.add(p0).add(p1).mul(load(invStd, mask)), sums + BYTES);
    }

    /// `dx (+)= gamma invStd (dy - share sum - share product (x - mean) invStd)`.
    private static void inputGradient(Strip s, int n, long mean_h, long invStd_h, long gamma_h, float share,
            boolean add) {
        VectorMask<Float> mask = firstLanes(s.lanes);
        FloatVector m = load(mean_h + s.at, mask);
        FloatVector inverse = load(invStd_h + s.at, mask);
        FloatVector scale = load(gamma_h + s.at, mask).mul(inverse);
        FloatVector shift = load(s.room).mul(share);
        FloatVector slope = load(s.room + BYTES).mul(share).mul(inverse);
        long at = 0;
        for (int i = 0; i < n; i++) {
            FloatVector d = m.sub(load(s.x + at));
            FloatVector gradient = d.fma(slope, load(s.dy + at).sub(shift)).mul(scale);
            VectorMath.put(gradient, s.out + at, add);
            at += s.row;
        }
    }

    static void put(long value, long to, boolean add, int lanes) {
        VectorMask<Float> mask = firstLanes(lanes);
        VectorMath.put(load(value), to, mask, add);
    }

    @Override
    public void layer(long x_nh, long gamma_h, long beta_h, double epsilon, long mean_n, long invStd_n, long y_nh,
            int n, int h) {
        layer.forward(x_nh, gamma_h, beta_h, epsilon, mean_n, invStd_n, y_nh, n, h);
    }

    @Override
    public void layerGradient(long dy_nh, long x_nh, long mean_n, long invStd_n, long gamma_h, long dx_nh, boolean add,
            long dgamma_h, long dbeta_h, boolean addParameters, int n, int h) {
        // Parameters first: dx may take the place of dy.
        if (dgamma_h != 0 || dbeta_h != 0) {
            layerParameters(dy_nh, x_nh, mean_n, invStd_n, dgamma_h, dbeta_h, addParameters, n, h);
        }
        layer.inputGradient(dy_nh, x_nh, mean_n, invStd_n, gamma_h, dx_nh, add, n, h);
    }

    @Override
    public void residual(long x_nh, long branch_nh, Dropout dropout, long gamma_h, long beta_h, double epsilon,
            long mean_n, long invStd_n, long y_nh, int n, int h) {
        layer.residual(x_nh, branch_nh, dropout, gamma_h, beta_h, epsilon, mean_n, invStd_n, y_nh, n, h);
    }

    @Override
    public void residualGradient(long dy_nh, long sum_nh, Dropout dropout, long mean_n, long invStd_n, long gamma_h,
            long dx_nh, boolean add, long dgamma_h, long dbeta_h, boolean addParameters, int n, int h) {
        layerParameters(dy_nh, sum_nh, mean_n, invStd_n, dgamma_h, dbeta_h, addParameters, n, h);
        layer.residualGradient(dy_nh, sum_nh, dropout, mean_n, invStd_n, gamma_h, dx_nh, add, n, h);
    }

    private void layerParameters(long dy_nh, long x_nh, long mean_n, long invStd_n, long dgamma_h, long dbeta_h,
            boolean add, int n, int h) {
        ColumnStrips.run(pool, new Matrices(x_nh, dy_nh, 0, 0, false), n, h, ROOM,
                s -> layerSums(s, n, mean_n, invStd_n),
                s -> {
                    if (dbeta_h != 0) {
                        put(s.room, dbeta_h + s.at, add, s.lanes);
                    }
                    if (dgamma_h != 0) {
                        put(s.room + BYTES, dgamma_h + s.at, add, s.lanes);
                    }
                });
    }

    /// In the room: the sum over rows of dy, and that of `dy (x - mean) invStd` with the rows' own statistics.
    private static void layerSums(Strip strip, int n, long mean_n, long invStd_n) {
        FloatVector s = broadcast(0);
        FloatVector p = broadcast(0);
        long at = 0;
        for (int i = 0; i < n; i++) {
            FloatVector g = load(strip.dy + at);
            FloatVector d = load(strip.x + at).sub(Memory.float32(mean_n + 4L * i));
            s = g.add(s);
            p = d.mul(Memory.float32(invStd_n + 4L * i)).fma(g, p);
            at += strip.row;
        }
        storeSum(s, strip.room);
        storeSum(p, strip.room + BYTES);
    }
}
