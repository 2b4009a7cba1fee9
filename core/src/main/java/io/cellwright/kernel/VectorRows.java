package io.cellwright.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.broadcast;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;

/// Functions of whole rows in vectors of floats, sums over a row in double.
///
/// A row is first copied to scratch and filled up to whole vectors, so that the exponentials need no masks and the
/// output may be the input.
///
/// Absolute errors against double, for numbers of the size of 1: softmax 2e-7, log-softmax 3e-7 (and relative 3e-7),
/// cross-entropy 3e-7 (and relative 3e-7), divergences 2e-6, gradients 3e-6. Probabilities below the smallest normal
/// float are 0.
final class VectorRows implements Rows {
    /// Beyond every logit, but finite, so that its product with a probability of 0 is 0.
    private static final float IMPOSSIBLE = -104f;

    private final WorkerPool pool;

    VectorRows(WorkerPool pool) {
        this.pool = pool;
    }

    /// Runs over rows from `row` on; `staged` and `second` have room for a row filled up, `lanes` for a vector.
    @FunctionalInterface
    private interface RowLoop {
        void run(int row, int rows, long staged, long second, long lanes);
    }

    private void rows(int n, int c, RowLoop loop) {
        int size = Flat.rowsOfBlock(n, c);
        long bytes = 4L * filledUp(c);
        pool.run(Flat.blocks(n, size), (from, to, worker) -> {
            long staged = pool.scratch(worker, 2 * bytes + BYTES);
            int row = from * size;
            int rows = Math.min((to - from) * size, n - row);
            loop.run(row, rows, staged, staged + bytes, staged + 2 * bytes);
        });
    }

    private static int filledUp(int c) {
        return (c + LANES - 1) & -LANES;
    }

    @Override
    public void softmax(long x_nc, long y_nc, int n, int c) {
        rows(n, c, (row, rows, staged, second, lanes) -> {
            long at = 4L * row * c;
            softmaxRows(x_nc + at, y_nc + at, rows, c, staged, lanes);
        });
    }

    private static void softmaxRows(long x_nc, long y_nc, int rows, int c, long staged, long lanes) {
        for (int i = 0; i < rows; i++) {
            float max = stage(x_nc + 4L * i * c, staged, c, Float.NEGATIVE_INFINITY);
            exponentials(staged, c, max);
            double sum = VectorSums.sum(staged, filledUp(c), lanes);
            putScaled(staged, (float) (1 / sum), y_nc + 4L * i * c, c, false);
        }
    }

    /// Copies a row to scratch, fills it up with `fill`, and gives its largest number.
    private static float stage(long x, long staged, int c, float fill) {
        FloatVector max = broadcast(Float.NEGATIVE_INFINITY);
        int whole = c & -LANES;
        for (int j = 0; j < whole; j += LANES) {
            FloatVector v = load(x + 4L * j);
            max = max.max(v);
            store(v, staged + 4L * j);
        }
        if (whole < c) {
            VectorMask<Float> rest = VectorMath.firstLanes(c - whole);
            FloatVector v = broadcast(fill).blend(load(x + 4L * whole, rest), rest);
            max = max.max(v);
            store(v, staged + 4L * whole);
        }
        return max.reduceLanes(VectorOperators.MAX);
    }

    /// `exp(x - max)` of a staged row.
    private static void exponentials(long staged, int c, float max) {
        for (int j = 0; j < c; j += LANES) {
            store(VectorMath.expNonPositive(load(staged + 4L * j).sub(max)), staged + 4L * j);
        }
    }

    /// `y (+)= scale x` for a staged row x.
    private static void putScaled(long staged, float scale, long y, int c, boolean add) {
        int whole = c & -LANES;
        for (int j = 0; j < whole; j += LANES) {
            FloatVector v = load(staged + 4L * j).mul(scale);
            store(add ? load(y + 4L * j).add(v) : v, y + 4L * j);
        }
        if (whole < c) {
            VectorMask<Float> rest = VectorMath.firstLanes(c - whole);
            FloatVector v = load(staged + 4L * whole).mul(scale);
            store(add ? load(y + 4L * whole, rest).add(v) : v, y + 4L * whole, rest);
        }
    }

    @Override
    public void softmaxGradient(long y_nc, long dy_nc, long dx_nc, int n, int c, boolean add) {
        rows(n, c, (row, rows, staged, second, lanes) -> {
            long at = 4L * row * c;
            softmaxGradientRows(y_nc + at, dy_nc + at, dx_nc + at, rows, c, add, staged, second, lanes);
        });
    }

    private static void softmaxGradientRows(long y_nc, long dy_nc, long dx_nc, int rows, int c, boolean add,
            long staged, long second, long lanes) {
        for (int i = 0; i < rows; i++) {
            long at = 4L * i * c;
            stage(y_nc + at, staged, c, 0f);
            stage(dy_nc + at, second, c, 0f);
            multiply(staged, second, c);
            double dot = VectorSums.sum(second, filledUp(c), lanes);
            putSum(second, staged, (float) -dot, 1f, dx_nc + at, c, add);
        }
    }

    /// `b = a b` for staged rows.
    private static void multiply(long a, long b, int c) {
        for (int j = 0; j < c; j += LANES) {
            store(load(a + 4L * j).mul(load(b + 4L * j)), b + 4L * j);
        }
    }

    /// `y (+)= scale (a + factor b)` for staged rows a and b.
    private static void putSum(long a, long b, float factor, float scale, long y, int c, boolean add) {
        for (int j = 0; j < c; j += LANES) {
            store(load(b + 4L * j).fma(broadcast(factor), load(a + 4L * j)), a + 4L * j);
        }
        putScaled(a, scale, y, c, add);
    }

    @Override
    public void logSoftmax(long x_nc, long y_nc, int n, int c) {
        rows(n, c, (row, rows, staged, second, lanes) -> {
            long at = 4L * row * c;
            logSoftmaxRows(x_nc + at, y_nc + at, rows, c, staged, second, lanes);
        });
    }

    private static void logSoftmaxRows(long x_nc, long y_nc, int rows, int c, long staged, long second, long lanes) {
        for (int i = 0; i < rows; i++) {
            float max = stage(x_nc + 4L * i * c, staged, c, Float.NEGATIVE_INFINITY);
            subtract(staged, max, c);
            stage(staged, second, filledUp(c), 0f);
            exponentials(second, c, 0f);
            subtract(staged, (float) Math.log(VectorSums.sum(second, filledUp(c), lanes)), c);
            putScaled(staged, 1f, y_nc + 4L * i * c, c, false);
        }
    }

    private static void subtract(long staged, float x, int c) {
        for (int j = 0; j < c; j += LANES) {
            store(load(staged + 4L * j).sub(x), staged + 4L * j);
        }
    }

    @Override
    public void logSoftmaxGradient(long y_nc, long dy_nc, long dx_nc, int n, int c, boolean add) {
        rows(n, c, (row, rows, staged, second, lanes) -> {
            long at = 4L * row * c;
            logSoftmaxGradientRows(y_nc + at, dy_nc + at, dx_nc + at, rows, c, add, staged, second, lanes);
        });
    }

    private static void logSoftmaxGradientRows(long y_nc, long dy_nc, long dx_nc, int rows, int c, boolean add,
            long staged, long second, long lanes) {
        for (int i = 0; i < rows; i++) {
            long at = 4L * i * c;
            stage(y_nc + at, staged, c, Float.NEGATIVE_INFINITY);
            exponentials(staged, c, 0f);
            stage(dy_nc + at, second, c, 0f);
            double sum = VectorSums.sum(second, filledUp(c), lanes);
            putSum(second, staged, (float) -sum, 1f, dx_nc + at, c, add);
        }
    }

    @Override
    public void crossEntropy(long logits_nc, long label_n, long loss_n, int n, int c) {
        Labels.check(label_n, n, c);
        rows(n, c, (row, rows, staged, second, lanes) -> crossEntropyRows(logits_nc + 4L * row * c,
                label_n + 4L * row, loss_n + 4L * row, rows, c, staged, lanes));
    }

    private static void crossEntropyRows(long logits_nc, long label_n, long loss_n, int rows, int c, long staged,
            long lanes) {
        for (int i = 0; i < rows; i++) {
            long logits = logits_nc + 4L * i * c;
            double wanted = Memory.float32(logits + 4L * Memory.int32(label_n + 4L * i));
            float max = stage(logits, staged, c, Float.NEGATIVE_INFINITY);
            exponentials(staged, c, max);
            double sum = VectorSums.sum(staged, filledUp(c), lanes);
            Memory.float32(loss_n + 4L * i, (float) (Math.log(sum) + (max - wanted)));
        }
    }

    @Override
    public void crossEntropyGradient(long logits_nc, long label_n, long dloss_n, long dlogits_nc, int n, int c,
            boolean add) {
        Labels.check(label_n, n, c);
        rows(n, c, (row, rows, staged, second, lanes) -> {
            long at = 4L * row * c;
            crossEntropyGradientRows(logits_nc + at, label_n + 4L * row, dloss_n + 4L * row, dlogits_nc + at, rows, c,
                    add, staged, lanes);
        });
    }

    private static void crossEntropyGradientRows(long logits_nc, long label_n, long dloss_n, long dlogits_nc,
            int rows, int c, boolean add, long staged, long lanes) {
        for (int i = 0; i < rows; i++) {
            long at = 4L * i * c;
            float max = stage(logits_nc + at, staged, c, Float.NEGATIVE_INFINITY);
            exponentials(staged, c, max);
            double sum = VectorSums.sum(staged, filledUp(c), lanes);
            long wanted = staged + 4L * Memory.int32(label_n + 4L * i);
            Memory.float32(wanted, (float) (Memory.float32(wanted) - sum));
            double scale = Memory.float32(dloss_n + 4L * i) / sum;
            putScaled(staged, (float) scale, dlogits_nc + at, c, add);
        }
    }

    @Override
    public void categoricalKl(long logits_nc, long kl_n, int n, int c) {
        rows(n, c, (row, rows, staged, second, lanes) -> klRows(logits_nc + 4L * row * c, kl_n + 4L * row, rows, c,
                staged, second, lanes));
    }

    private static void klRows(long logits_nc, long kl_n, int rows, int c, long staged, long second, long lanes) {
        for (int i = 0; i < rows; i++) {
            float max = stage(logits_nc + 4L * i * c, staged, c, Float.NEGATIVE_INFINITY);
            weights(staged, second, c, max);
            double sum = VectorSums.sum(staged, filledUp(c), lanes);
            double mean = VectorSums.sum(second, filledUp(c), lanes) / sum;
            Memory.float32(kl_n + 4L * i, (float) (mean - Math.log(sum) + Math.log(c)));
        }
    }

    /// `w = exp(d)` in place of a staged row and `wd = w d`, with `d = x - max`.
    private static void weights(long staged, long wd, int c, float max) {
        for (int j = 0; j < c; j += LANES) {
            FloatVector d = load(staged + 4L * j).sub(max).max(IMPOSSIBLE);
            FloatVector w = VectorMath.expNonPositive(d);
            store(w, staged + 4L * j);
            store(w.mul(d), wd + 4L * j);
        }
    }

    @Override
    public void categoricalKlGradient(long logits_nc, long dkl_n, long dlogits_nc, int n, int c, boolean add) {
        rows(n, c, (row, rows, staged, second, lanes) -> {
            long at = 4L * row * c;
            klGradientRows(logits_nc + at, dkl_n + 4L * row, dlogits_nc + at, rows, c, add, staged, second, lanes);
        });
    }

    private static void klGradientRows(long logits_nc, long dkl_n, long dlogits_nc, int rows, int c, boolean add,
            long staged, long second, long lanes) {
        for (int i = 0; i < rows; i++) {
            long at = 4L * i * c;
            float max = stage(logits_nc + at, staged, c, Float.NEGATIVE_INFINITY);
            weights(staged, second, c, max);
            double sum = VectorSums.sum(staged, filledUp(c), lanes);
            double mean = VectorSums.sum(second, filledUp(c), lanes) / sum;
            double scale = Memory.float32(dkl_n + 4L * i) / sum;
            putSum(second, staged, (float) -mean, (float) scale, dlogits_nc + at, c, add);
        }
    }

    @Override
    public void gridAdd(long a_nh, long t_ch, long y_cnh, int n, int c, int h) {
        Flat.rows(pool, Math.multiplyExact(n, c), h,
                (row, rows, pads, temp) -> gridRows(a_nh, t_ch, y_cnh, row, rows, n, h));
    }

    private static void gridRows(long a_nh, long t_ch, long y_cnh, int first, int rows, int n, int h) {
        int whole = h & -LANES;
        VectorMask<Float> rest = VectorMath.firstLanes(h - whole);
        for (int row = first; row < first + rows; row++) {
            long a = a_nh + 4L * (row % n) * h;
            long t = t_ch + 4L * (row / n) * h;
            long y = y_cnh + 4L * row * h;
            for (int j = 0; j < whole; j += LANES) {
                store(load(a + 4L * j).add(load(t + 4L * j)), y + 4L * j);
            }
            if (whole < h) {
                store(load(a + 4L * whole, rest).add(load(t + 4L * whole, rest)), y + 4L * whole, rest);
            }
        }
    }

    /// Workers share the hidden units, so that each sum has one owner and one order.
    @Override
    public void gridAddGradient(long dy_cnh, long da_nh, boolean addA, long dt_ch, boolean addT, int n, int c, int h) {
        int size = (long) n * c * h <= Flat.ALONE ? Math.max(h, 1) : 16;
        pool.run(Flat.blocks(h, size), (from, to, worker) -> {
            int first = from * size;
            int count = Math.min(to * size, h) - first;
            for (int l = 0; l < c; l++) {
                long dy = dy_cnh + 4L * ((long) l * n * h + first);
                if (dt_ch != 0) {
                    sumRows(dy, dt_ch + 4L * ((long) l * h + first), n, h, count, addT);
                }
                if (da_nh != 0) {
                    addRows(dy, da_nh + 4L * first, n, h, count, l > 0 || addA);
                }
            }
        });
    }

    /// `y_j (+)= sum over i of x_ij` for `count` columns of rows of h numbers.
    private static void sumRows(long x, long y, int n, int h, int count, boolean add) {
        int j = 0;
        for (; j + 4 * LANES <= count; j += 4 * LANES) {
            sumFour(x + 4L * j, y + 4L * j, n, 4L * h, add);
        }
        for (; j < count; j += LANES) {
            VectorMask<Float> lanes = VectorMath.firstLanes(Math.min(LANES, count - j));
            FloatVector sum = broadcast(0f);
            for (int i = 0; i < n; i++) {
                sum = sum.add(load(x + 4L * ((long) i * h + j), lanes));
            }
            store(add ? load(y + 4L * j, lanes).add(sum) : sum, y + 4L * j, lanes);
        }
    }

    /// Four vectors of sums, because each addition waits for the one before.
    private static void sumFour(long x, long y, int n, long stride, boolean add) {
        FloatVector a = broadcast(0f);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int i = 0; i < n; i++) {
            long at = x + i * stride;
            a = a.add(load(at));
            b = b.add(load(at + BYTES));
            c = c.add(load(at + 2L * BYTES));
            d = d.add(load(at + 3L * BYTES));
        }
        put(a, y, add);
        put(b, y + BYTES, add);
        put(c, y + 2L * BYTES, add);
        put(d, y + 3L * BYTES, add);
    }

    private static void put(FloatVector v, long address, boolean add) {
        if (add) {
            store(load(address).add(v), address);
        } else {
            store(v, address);
        }
    }

    /// `y_ij (+)= x_ij` for `count` columns of rows of h numbers.
    private static void addRows(long x_nh, long y_nh, int n, int h, int count, boolean add) {
        int whole = count & -LANES;
        VectorMask<Float> rest = VectorMath.firstLanes(count - whole);
        for (int i = 0; i < n; i++) {
            long x = x_nh + 4L * i * h;
            long y = y_nh + 4L * i * h;
            for (int j = 0; j < whole; j += LANES) {
                put(load(x + 4L * j), y + 4L * j, add);
            }
            if (whole < count) {
                FloatVector v = load(x + 4L * whole, rest);
                store(add ? load(y + 4L * whole, rest).add(v) : v, y + 4L * whole, rest);
            }
        }
    }

    @Override
    public void labelMix(long p_nc, long v_cn, long y_n, int n, int c) {
        Flat.rows(pool, n, c, (row, rows, pads, temp) -> {
            int i = row;
            for (; i + 4 <= row + rows; i += 4) {
                mixFour(p_nc + 4L * i * c, v_cn + 4L * i, y_n + 4L * i, n, c);
            }
            for (; i < row + rows; i++) {
                double sum = 0;
                for (int l = 0; l < c; l++) {
                    sum += (double) Memory.float32(p_nc + 4L * ((long) i * c + l))
                            * Memory.float32(v_cn + 4L * ((long) l * n + i));
                }
                Memory.float32(y_n + 4L * i, (float) sum);
            }
        });
    }

    /// Four cells, because each addition waits for the one before.
    private static void mixFour(long p_4c, long v_c4, long y_4, int n, int c) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        for (int l = 0; l < c; l++) {
            long p = p_4c + 4L * l;
            long v = v_c4 + 4L * l * n;
            sum0 += (double) Memory.float32(p) * Memory.float32(v);
            sum1 += (double) Memory.float32(p + 4L * c) * Memory.float32(v + 4);
            sum2 += (double) Memory.float32(p + 8L * c) * Memory.float32(v + 8);
            sum3 += (double) Memory.float32(p + 12L * c) * Memory.float32(v + 12);
        }
        Memory.float32(y_4, (float) sum0);
        Memory.float32(y_4 + 4, (float) sum1);
        Memory.float32(y_4 + 8, (float) sum2);
        Memory.float32(y_4 + 12, (float) sum3);
    }

    @Override
    public void labelMixGradient(long p_nc, long v_cn, long dy_n, long dp_nc, boolean addP, long dv_cn, boolean addV,
            int n, int c) {
        Flat.rows(pool, n, c, (row, rows, pads, temp) -> {
            for (int i = row; i < row + rows; i++) {
                float dy = Memory.float32(dy_n + 4L * i);
                if (dp_nc != 0) {
                    putScaled(v_cn + 4L * i, 4L * n, dy, dp_nc + 4L * i * c, 4L, c, addP);
                }
                if (dv_cn != 0) {
                    putScaled(p_nc + 4L * i * c, 4L, dy, dv_cn + 4L * i, 4L * n, c, addV);
                }
            }
        });
    }

    /// `y (+)= scale x` for numbers that lie some bytes apart.
    private static void putScaled(long x, long stepX, float scale, long y, long stepY, int count, boolean add) {
        for (int l = 0; l < count; l++) {
            float v = scale * Memory.float32(x + l * stepX);
            long at = y + l * stepY;
            Memory.float32(at, add ? Memory.float32(at) + v : v);
        }
    }
}
