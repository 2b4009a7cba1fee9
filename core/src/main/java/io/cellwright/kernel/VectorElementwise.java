package io.cellwright.kernel;

import java.util.concurrent.atomic.AtomicLong;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.FLOATS;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.ORDER;
import static io.cellwright.kernel.VectorMath.broadcast;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.put;
import static io.cellwright.kernel.VectorMath.store;

/// Element by element in vectors of floats.
///
/// Against double, relative errors are below 2e-7 for exponential and logarithm, 5e-7 for GELU, softplus and sigmoid;
/// results below the smallest normal float may be 0. Gradients have relative errors below 6e-7, that of GELU an
/// absolute error below 1e-6. Normal numbers lie within 1e-5 of the exact quantile and between -5.5 and 5.5. Dropout
/// drops the very elements that the plain twin drops.
final class VectorElementwise implements Elementwise {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final IntVector STRIDES = IntVector.zero(INTS).addIndex(1).mul(CounterHash.STRIDE);
    /// Blocks of a sum, so that few partial sums need room.
    private static final int SUMS = 64;

    private final WorkerPool pool;

    VectorElementwise(WorkerPool pool) {
        this.pool = pool;
    }

    @Override
    public void apply(Function f, long x, long y, long count) {
        switch (f) {
            case RELU -> apply(x, y, count, VectorElementwise::relu);
            case GELU -> gelu(x, y, count);
            case SOFTPLUS -> apply(x, y, count, VectorElementwise::softplus);
            case EXP -> apply(x, y, count, VectorElementwise::exp);
            case LOG -> apply(x, y, count, VectorElementwise::log);
            case SIGMOID -> apply(x, y, count, VectorElementwise::sigmoid);
        }
    }

    private void apply(long x, long y, long count, Flat.Loop loop) {
        Flat.run(pool, count, 1, new long[] {x, y}, loop);
    }

    private static void relu(long[] at, long first, long count) {
        long x = at[0];
        long y = at[1];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector v = load(x + i);
            store(v.blend(0f, v.lt(0f)), y + i);
        }
    }

    private static void softplus(long[] at, long first, long count) {
        long x = at[0];
        long y = at[1];
        for (long i = 0; i < 4 * count; i += BYTES) {
            VectorMath.softplus(load(x + i)).intoMemorySegment(ALL, y + i, ORDER);
        }
    }

    static void exp(long[] at, long first, long count) {
        long x = at[0];
        long y = at[1];
        for (long i = 0; i < 4 * count; i += BYTES) {
            VectorMath.exp(load(x + i)).intoMemorySegment(ALL, y + i, ORDER);
        }
    }

    static void log(long[] at, long first, long count) {
        long x = at[0];
        long y = at[1];
        for (long i = 0; i < 4 * count; i += BYTES) {
            VectorMath.log(load(x + i)).intoMemorySegment(ALL, y + i, ORDER);
        }
    }

    private static void sigmoid(long[] at, long first, long count) {
        long x = at[0];
        long y = at[1];
        for (long i = 0; i < 4 * count; i += BYTES) {
            store(sigmoid(load(x + i)), y + i);
        }
    }

    private static FloatVector sigmoid(FloatVector x) {
        FloatVector e = VectorMath.expNonPositive(x.abs().neg());
        FloatVector larger = broadcast(1f).div(e.add(1f));
        return larger.blend(larger.mul(e), x.lt(0f));
    }

    private void gelu(long x, long y, long count) {
        Flat.byBlocks(pool, count, (first, size, pads, temp) -> {
            long at = x + 4 * first;
            Flat.range(VectorElementwise::gauss, new long[] {at, temp}, 1, first, size, pads);
            Flat.range(VectorElementwise::gelu, new long[] {at, temp, y + 4 * first}, 1, first, size, pads);
        });
    }

    /// `exp(-x^2 / 2)`, 0 beyond 14 where it is no normal float.
    static void gauss(long[] at, long first, long count) {
        long x = at[0];
        long y = at[1];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector v = load(x + i).abs().min(14f);
            FloatVector square = v.mul(v);
            // What rounding the square has lost would be a large part of the result's error.
            FloatVector lost = v.fma(v, square.neg());
            FloatVector e = VectorMath.expNonPositive(square.mul(-0.5f));
            store(lost.mul(-0.5f).fma(e, e), y + i);
        }
    }

    private static void gelu(long[] at, long first, long count) {
        long x = at[0];
        long gauss = at[1];
        long y = at[2];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector v = load(x + i);
            store(v.mul(cumulative(v, load(gauss + i))), y + i);
        }
    }

    /// Probability below `x`. For negative x it is `exp(-x^2 / 2) t P(t)` with `t = 1 / (1 + 0.3 |x|)`; P is fitted
    /// with a relative error of 2e-8.
    static FloatVector cumulative(FloatVector x, FloatVector gauss) {
        FloatVector t = broadcast(1f).div(x.abs().fma(broadcast(0.3f), broadcast(1f)));
        FloatVector p = broadcast(-0.020914359f).fma(t, broadcast(0.11404026f));
        p = p.fma(t, broadcast(-0.23203841f));
        p = p.fma(t, broadcast(0.19694056f));
        p = p.fma(t, broadcast(-0.08374246f));
        p = p.fma(t, broadcast(0.098480694f));
        p = p.fma(t, broadcast(0.07758908f));
        p = p.fma(t, broadcast(0.110405184f));
        p = p.fma(t, broadcast(0.11955177f));
        p = p.fma(t, broadcast(0.1196877f));
        FloatVector tail = p.mul(t).mul(gauss);
        return tail.blend(tail.neg().add(1f), x.compare(VectorOperators.GE, 0f));
    }

    @Override
    public void gradient(Function f, long x, long y, long dy, long dx, long count, boolean add) {
        switch (f) {
            case RELU -> gradient(y, dy, dx, count, (at, first, size) -> reluGradient(at, size, add));
            case GELU -> geluGradient(x, dy, dx, count, add);
            case SOFTPLUS -> gradient(x, dy, dx, count, (at, first, size) -> softplusGradient(at, size, add));
            case EXP -> gradient(y, dy, dx, count, (at, first, size) -> product(at, size, add));
            case LOG -> gradient(x, dy, dx, count, (at, first, size) -> logGradient(at, size, add));
            case SIGMOID -> gradient(y, dy, dx, count, (at, first, size) -> sigmoidGradient(at, size, add));
        }
    }

    private void gradient(long xOrY, long dy, long dx, long count, Flat.Loop loop) {
        Flat.run(pool, count, 1, new long[] {xOrY, dy, dx}, loop);
    }

    private static void reluGradient(long[] at, long count, boolean add) {
        long y = at[0];
        long dy = at[1];
        long dx = at[2];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector v = load(dy + i).blend(0f, load(y + i).compare(VectorOperators.LE, 0f));
            put(v, dx + i, add);
        }
    }

    private void geluGradient(long x, long dy, long dx, long count, boolean add) {
        Flat.byBlocks(pool, count, (first, size, pads, temp) -> {
            long at = x + 4 * first;
            Flat.range(VectorElementwise::gauss, new long[] {at, temp}, 1, first, size, pads);
            Flat.range((all, f, s) -> geluGradient(all, s, add),
                    new long[] {at, temp, dy + 4 * first, dx + 4 * first}, 1, first, size, pads);
        });
    }

    private static void geluGradient(long[] at, long count, boolean add) {
        long x = at[0];
        long gauss = at[1];
        long dy = at[2];
        long dx = at[3];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector v = load(x + i);
            FloatVector e = load(gauss + i);
            FloatVector slope = v.mul(0.3989423f).fma(e, cumulative(v, e));
            put(slope.mul(load(dy + i)), dx + i, add);
        }
    }

    private static void softplusGradient(long[] at, long count, boolean add) {
        long x = at[0];
        long dy = at[1];
        long dx = at[2];
        for (long i = 0; i < 4 * count; i += BYTES) {
            put(sigmoid(load(x + i)).mul(load(dy + i)), dx + i, add);
        }
    }

    private static void logGradient(long[] at, long count, boolean add) {
        long x = at[0];
        long dy = at[1];
        long dx = at[2];
        for (long i = 0; i < 4 * count; i += BYTES) {
            put(load(dy + i).div(load(x + i)), dx + i, add);
        }
    }

    private static void sigmoidGradient(long[] at, long count, boolean add) {
        long y = at[0];
        long dy = at[1];
        long dx = at[2];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector v = load(y + i);
            put(load(dy + i).mul(v).mul(v.neg().add(1f)), dx + i, add);
        }
    }

    private static void product(long[] at, long count, boolean add) {
        long a = at[0];
        long b = at[1];
        long y = at[2];
        for (long i = 0; i < 4 * count; i += BYTES) {
            put(load(a + i).mul(load(b + i)), y + i, add);
        }
    }

    @Override
    public void addScaled(long a, long b, double scale, long y, long count) {
        float s = (float) scale;
        Flat.run(pool, count, 1, new long[] {a, b, y}, (at, first, size) -> addScaled(at, size, s));
    }

    private static void addScaled(long[] at, long count, float scale) {
        long a = at[0];
        long b = at[1];
        long y = at[2];
        FloatVector s = broadcast(scale);
        for (long i = 0; i < 4 * count; i += BYTES) {
            store(load(b + i).fma(s, load(a + i)), y + i);
        }
    }

    @Override
    public void affine(long x, double scale, double shift, long y, long count) {
        float a = (float) scale;
        float b = (float) shift;
        Flat.run(pool, count, 1, new long[] {x, y}, (at, first, size) -> affine(at, size, a, b));
    }

    private static void affine(long[] at, long count, float scale, float shift) {
        long x = at[0];
        long y = at[1];
        FloatVector s = broadcast(scale);
        FloatVector b = broadcast(shift);
        for (long i = 0; i < 4 * count; i += BYTES) {
            store(load(x + i).fma(s, b), y + i);
        }
    }

    @Override
    public void multiply(long a, long b, long y, long count, boolean add) {
        Flat.run(pool, count, 1, new long[] {a, b, y}, (at, first, size) -> product(at, size, add));
    }

    @Override
    public void scaleRows(long x_nk, long scale_n, long y_nk, int n, int k, boolean add) {
        spreadRows(scale_n, n, k, x_nk, y_nk, (at, first, size) -> product(at, size, add));
    }

    @Override
    public void addToRows(long dy_n, long dx_nk, int n, int k) {
        spreadRows(dy_n, n, k, dx_nk, dx_nk, (at, first, size) -> addScaled(at, size, 1f));
    }

    /// Runs `loop` over rows of x, the number of each row written k times, and rows of y.
    private void spreadRows(long number_n, int n, int k, long x_nk, long y_nk, Flat.Loop loop) {
        Flat.rows(pool, n, k, (row, rows, pads, temp) -> {
            Flat.spread(number_n + 4L * row, temp, rows, k);
            long first = (long) row * k;
            long[] at = {x_nk + 4 * first, temp, y_nk + 4 * first};
            Flat.range(loop, at, 1, first, (long) rows * k, pads);
        });
    }

    @Override
    public void rowSum(long x_nk, long y_n, int n, int k, boolean add) {
        Flat.rows(pool, n, k, (row, rows, pads, temp) -> {
            VectorSums.rows(x_nk + 4L * row * k, y_n + 4L * row, rows, k, add);
        });
    }

    @Override
    public void dropout(long x, long y, long count, double p, long key, boolean add) {
        float scale = (float) (1 / (1 - p));
        int threshold = CounterHash.dropThreshold(p);
        Flat.run(pool, count, 1, new long[] {x, y}, (at, first, size) -> {
            for (long done = 0; done < size;) {
                long some = sameSeed(first + done, size - done);
                drop(at[0] + 4 * done, at[1] + 4 * done, first + done, some, scale, threshold, key, add);
                done += some;
            }
        });
    }

    /// How many of `count` elements from `first` on have the seed of the first.
    static long sameSeed(long first, long count) {
        return Math.min(count, (((first >>> 32) + 1) << 32) - first);
    }

    static void drop(long x, long y, long first, long count, float scale, int threshold, long key, boolean add) {
        long seed = CounterHash.seed(key, (int) (first >>> 32));
        for (long i = 0; i < 4 * count; i += BYTES) {
            VectorMask<Float> goes = drops((int) first + (int) (i / 4), seed, threshold);
            put(load(x + i).mul(scale).blend(0f, goes), y + i, add);
        }
    }

    /// Which of the elements from `first` on are dropped.
    static VectorMask<Float> drops(int first, long seed, int threshold) {
        return fractions(first, seed).lt(threshold).cast(FLOATS);
    }

    /// The same where the elements of neighbouring lanes are not neighbours: `apart` is how far each lane's element is
    /// from the first, times `CounterHash.STRIDE`.
    static VectorMask<Float> drops(int first, IntVector apart, long seed, int threshold) {
        return fractions(first, apart, seed).lt(threshold).cast(FLOATS);
    }

    static IntVector ints(long address) {
        return IntVector.fromMemorySegment(INTS, ALL, address, ORDER);
    }

    private static IntVector fractions(int first, long seed) {
        return fractions(first, STRIDES, seed);
    }

    /// The vector twin of {@link CounterHash#fraction}.
    private static IntVector fractions(int first, IntVector apart, long seed) {
        IntVector strides = IntVector.broadcast(INTS, first * CounterHash.STRIDE + (int) seed).add(apart);
        IntVector bits = mix(mix(strides).lanewise(VectorOperators.XOR, (int) (seed >>> 32)));
        return bits.lanewise(VectorOperators.LSHR, 8);
    }

    private static IntVector mix(IntVector x) {
        IntVector y = shiftedXor(x, 16).mul(CounterHash.MULTIPLIER_1);
        y = shiftedXor(y, 15).mul(CounterHash.MULTIPLIER_2);
        return shiftedXor(y, 16);
    }

    private static IntVector shiftedXor(IntVector x, int bits) {
        return x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, bits));
    }

    @Override
    public void standardNormal(long y, long count, long key) {
        Flat.byBlocks(pool, count, (first, size, pads, temp) -> {
            long[] at = {temp, y + 4 * first};
            Flat.range((all, f, s) -> draw(all[1], f, s, key), at, 1, first, size, pads);
            Flat.range(VectorElementwise::farness, new long[] {at[1], temp}, 1, first, size, pads);
            Flat.range(VectorElementwise::quantile, at, 1, first, size, pads);
        });
    }

    /// Uniform numbers, less a half: `(fraction + 1/2) / 2^24 - 1/2`, which floats hold exactly.
    static void draw(long y, long first, long count, long key) {
        long seed = CounterHash.seed(key, (int) (first >>> 32));
        for (long i = 0; i < 4 * count; i += BYTES) {
            IntVector centred = fractions((int) first + (int) (i / 4), seed).sub(CounterHash.FRACTIONS / 2);
            FloatVector v = (FloatVector) centred.convert(VectorOperators.I2F, 0);
            store(v.add(0.5f).mul(1f / CounterHash.FRACTIONS), y + i);
        }
    }

    /// `sqrt(-log(1/2 - |q|)) - 1.6`: what the quantile is a function of, far from the middle.
    private static void farness(long[] at, long first, long count) {
        long q = at[0];
        long y = at[1];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector tail = load(q + i).abs().neg().add(0.5f);
            VectorMath.logNormal(tail).neg().sqrt().sub(1.6f).intoMemorySegment(ALL, y + i, ORDER);
        }
    }

    /// Normal quantiles of `q + 1/2`, in place. Source: M. J. Wichura, algorithm AS 241 (`PPND7`), with a relative
    /// error of 1.2e-7.
    private static void quantile(long[] at, long first, long count) {
        long farness = at[0];
        long y = at[1];
        for (long i = 0; i < 4 * count; i += BYTES) {
            FloatVector q = load(y + i);
            FloatVector tail = load(farness + i);
            FloatVector middle = q.fma(q.neg(), broadcast(0.180625f));
            VectorMask<Float> far = middle.lt(0f);
            store(top(q, middle, tail, far).div(bottom(middle, tail, far)), y + i);
        }
    }

    private static FloatVector top(FloatVector q, FloatVector r, FloatVector tail, VectorMask<Float> far) {
        FloatVector a = broadcast(59.109375f).fma(r, broadcast(159.29112f));
        a = a.fma(r, broadcast(50.43427f));
        a = a.fma(r, broadcast(3.3871326f)).mul(q);
        FloatVector b = broadcast(0.1702382f).fma(tail, broadcast(1.3067285f));
        b = b.fma(tail, broadcast(2.7568154f));
        b = b.fma(tail, broadcast(1.4234374f));
        return a.blend(b, far).blend(b.neg(), far.and(q.lt(0f)));
    }

    private static FloatVector bottom(FloatVector r, FloatVector tail, VectorMask<Float> far) {
        FloatVector a = broadcast(67.18756f).fma(r, broadcast(78.75776f));
        a = a.fma(r, broadcast(17.89517f));
        FloatVector b = broadcast(0.12021133f).fma(tail, broadcast(0.7370016f));
        return a.blend(b, far).fma(r.blend(tail, far), broadcast(1f));
    }

    @Override
    public double weightedSum(long x, long w, long count) {
        long block = Math.max(Flat.blockOf(count), (count / SUMS + Flat.BLOCK) & -Flat.BLOCK);
        double[] sums = new double[Flat.blocks(count, block)];
        pool.runEvenly(sums.length, (from, to, worker) -> {
            long lanes = pool.scratch(worker, Flat.PAD_BYTES);
            for (int b = from; b < to; b++) {
                long first = b * block;
                long size = Math.min(block, count - first);
                sums[b] = w == 0
                        ? VectorSums.sum(x + 4 * first, size, lanes)
                        : VectorSums.dot(x + 4 * first, w + 4 * first, size, lanes);
            }
        });
        double total = 0;
        for (double sum : sums) {
            total += sum;
        }
        return total;
    }

    @Override
    public long firstNonFinite(long x, long count) {
        AtomicLong found = new AtomicLong(count);
        long block = Flat.blockOf(count);
        pool.runEvenly(Flat.blocks(count, block), (from, to, worker) -> {
            for (long first = from * block; first < Math.min(to * block, count); first += Flat.BLOCK) {
                long size = Math.min(Flat.BLOCK, Math.min(to * block, count) - first);
                if (first > found.get()) {
                    return;
                }
                if (!allFinite(x + 4 * first, size)) {
                    found.accumulateAndGet(first + indexOfNonFinite(x + 4 * first, size), Math::min);
                    return;
                }
            }
        });
        return found.get() == count ? -1 : found.get();
    }

    private static boolean allFinite(long x, long count) {
        long whole = count & -LANES;
        FloatVector sum = broadcast(0f);
        for (long i = 0; i < 4 * whole; i += BYTES) {
            // Infinity times 0 is not a number either.
            sum = load(x + i).fma(broadcast(0f), sum);
        }
        boolean finite = !broadcast(0f).add(sum).compare(VectorOperators.NE, 0f).anyTrue();
        return finite && indexOfNonFinite(x + 4 * whole, count - whole) < 0;
    }

    private static long indexOfNonFinite(long x, long count) {
        for (long i = 0; i < count; i++) {
            if (!Float.isFinite(Memory.float32(x + 4 * i))) {
                return i;
            }
        }
        return -1;
    }
}
