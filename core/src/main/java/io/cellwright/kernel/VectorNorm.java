package io.cellwright.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.FLOATS;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.broadcast;
import static io.cellwright.kernel.VectorMath.firstLanes;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;

/// Normalisation on vectors of floats.
///
/// Batch normalisation shares out columns, and goes down one vector of them after the other: its rows then come from
/// the second cache in the later passes. Four sums take turns, which hides the latency of an addition and saves digits.
/// The variance is the mean square about a first mean, and both are corrected by the mean deviation from it.
///
/// Layer normalisation shares out rows. Lanes are added in a fixed tree.
///
/// Error against double, for rows and columns of up to 12800 numbers: outputs 2^-20 and gradients 2^-18 of the largest
/// of their column or row.
final class VectorNorm implements Norm {
    /// Numbers below which the hand-off to other threads costs more than it gains.
    private static final long SMALL = 1 << 15;
    /// Columns that are never split between workers: whole vectors, and whole cache lines.
    private static final int COLUMNS_OF_BLOCK = Math.max(16, LANES);
    private static final int ROWS_OF_BLOCK = 8;
    private final WorkerPool pool;

    VectorNorm(WorkerPool pool) {
        this.pool = pool;
    }

    private interface Stage {
        /// Works on the columns whose numbers are `at` bytes from the start of each row.
        void run(long at, int lanes, long scratch);
    }

    /// Runs some stages one after the other for each vector of columns, with scratch for two vectors. They come as a
    /// list because one call for all of them cannot be inlined, and C2 compiles each by itself: together they are too
    /// large.
    private void forColumns(int n, int h, Stage... stages) {
        int block = (long) n * h < SMALL ? h : COLUMNS_OF_BLOCK;
        pool.run(h == 0 ? 0 : (h + block - 1) / block, (from, to, worker) -> {
            long scratch = pool.scratch(worker, 2L * BYTES);
            int end = Math.min(to * block, h);
            for (int j = from * block; j < end; j += LANES) {
                for (Stage stage : stages) {
                    stage.run(4L * j, Math.min(LANES, end - j), scratch);
                }
            }
        });
    }

    @Override
    public void batchTrain(long x_nh, long gamma_h, long beta_h, long mean_h, long invStd_h, long runningMean_h,
            long runningVariance_h, double momentum, double epsilon, long y_nh, int n, int h) {
        long row = 4L * h;
        forColumns(n, h,
                (at, lanes, variance) -> mean(x_nh + at, row, n, mean_h + at, lanes),
                (at, lanes, variance) -> variance(x_nh + at, row, n, mean_h + at, variance, lanes),
                (at, lanes, variance) -> {
                    if (runningMean_h != 0) {
                        move(runningMean_h + at, mean_h + at, momentum, 1, lanes);
                    }
                    if (runningMean_h != 0 && n > 1) {
                        move(runningVariance_h + at, variance, momentum, n / (n - 1.0), lanes);
                    }
                    inverse(variance, epsilon, invStd_h + at, lanes);
                },
                (at, lanes, variance) -> normalise(x_nh + at, row, n, mean_h + at, invStd_h + at, gamma_h + at,
                        beta_h + at, y_nh + at, lanes));
    }

    @Override
    public void batchEvaluate(long x_nh, long gamma_h, long beta_h, long runningMean_h, long runningVariance_h,
            double epsilon, long mean_h, long invStd_h, long y_nh, int n, int h) {
        forColumns(n, h, (at, lanes, scratch) -> {
            Memory.copy(runningMean_h + at, mean_h + at, 4L * lanes);
            inverse(runningVariance_h + at, epsilon, invStd_h + at, lanes);
            normalise(x_nh + at, 4L * h, n, mean_h + at, invStd_h + at, gamma_h + at, beta_h + at, y_nh + at, lanes);
        });
    }

    @Override
    public void batchGradient(boolean trained, long dy_nh, long x_nh, long mean_h, long invStd_h, long gamma_h,
            long dx_nh, boolean add, long dgamma_h, long dbeta_h, boolean addParameters, int n, int h) {
        long row = 4L * h;
        // Where mean and variance did not depend on x, nothing flows through them.
        float share = trained ? 1f / n : 0;
        forColumns(n, h,
                (at, lanes, sum) -> sums(dy_nh + at, x_nh + at, row, n, mean_h + at, invStd_h + at, sum, sum + BYTES,
                        lanes),
                (at, lanes, sum) -> {
                    put(sum, dbeta_h + at, addParameters, lanes);
                    put(sum + BYTES, dgamma_h + at, addParameters, lanes);
                },
                (at, lanes, sum) -> inputGradient(dy_nh + at, x_nh + at, row, n, mean_h + at, invStd_h + at,
                        gamma_h + at, sum, sum + BYTES, share, dx_nh + at, add, lanes));
    }

    private static void mean(long x, long row, int n, long mean, int lanes) {
        VectorMask<Float> mask = firstLanes(lanes);
        FloatVector s0 = broadcast(0);
        FloatVector s1 = broadcast(0);
        FloatVector s2 = broadcast(0);
        FloatVector s3 = broadcast(0);
        int i = 0;
        for (; i + 4 <= n; i += 4) {
            s0 = s0.add(load(x, mask));
            s1 = s1.add(load(x + row, mask));
            s2 = s2.add(load(x + 2 * row, mask));
            s3 = s3.add(load(x + 3 * row, mask));
            x += 4 * row;
        }
        for (; i < n; i++) {
            s0 = s0.add(load(x, mask));
            x += row;
        }
        store(s0.add(s1).add(s2.add(s3)).mul(1f / n), mean, mask);
    }

    /// The mean square deviation from `mean`, corrected by the mean deviation, which is then added to `mean`.
    private static void variance(long x, long row, int n, long mean, long variance, int lanes) {
        VectorMask<Float> mask = firstLanes(lanes);
        FloatVector m = load(mean, mask);
        FloatVector s0 = broadcast(0);
        FloatVector s1 = broadcast(0);
        FloatVector q0 = broadcast(0);
        FloatVector q1 = broadcast(0);
        FloatVector q2 = broadcast(0);
        FloatVector q3 = broadcast(0);
        int i = 0;
        for (; i + 4 <= n; i += 4) {
            FloatVector d0 = load(x, mask).sub(m);
            FloatVector d1 = load(x + row, mask).sub(m);
            FloatVector d2 = load(x + 2 * row, mask).sub(m);
            FloatVector d3 = load(x + 3 * row, mask).sub(m);
            s0 = s0.add(d0.add(d1));
            s1 = s1.add(d2.add(d3));
            q0 = d0.fma(d0, q0);
            q1 = d1.fma(d1, q1);
            q2 = d2.fma(d2, q2);
            q3 = d3.fma(d3, q3);
            x += 4 * row;
        }
        for (; i < n; i++) {
            FloatVector d = load(x, mask).sub(m);
            s0 = s0.add(d);
            q0 = d.fma(d, q0);
            x += row;
        }
        FloatVector deviation = s0.add(s1);
        FloatVector correction = deviation.mul(1f / n);
        store(m.add(correction), mean, mask);
        // Rounding may leave a constant column a little below zero.
        FloatVector squares = q0.add(q1).add(q2.add(q3)).sub(deviation.mul(correction)).max(0f);
        store(squares.mul(1f / n), variance);
    }

    /// `running = (1 - momentum) running + momentum factor batch`.
    private static void move(long running, long batch, double momentum, double factor, int lanes) {
        VectorMask<Float> mask = firstLanes(lanes);
        FloatVector kept = load(running, mask).mul((float) (1 - momentum));
        store(kept.add(load(batch, mask).mul((float) (momentum * factor))), running, mask);
    }

    /// `invStd = 1 / sqrt(variance + epsilon)`.
    private static void inverse(long variance, double epsilon, long invStd, int lanes) {
        VectorMask<Float> mask = firstLanes(lanes);
        FloatVector std = load(variance, mask).add((float) epsilon).lanewise(VectorOperators.SQRT);
        store(broadcast(1f).div(std), invStd, mask);
    }

    private static void normalise(long x, long row, int n, long mean, long invStd, long gamma, long beta, long y,
            int lanes) {
        VectorMask<Float> mask = firstLanes(lanes);
        FloatVector m = load(mean, mask);
        FloatVector scale = load(gamma, mask).mul(load(invStd, mask));
        FloatVector b = load(beta, mask);
        for (int i = 0; i < n; i++) {
            FloatVector normal = load(x, mask).sub(m).fma(scale, b);
            // Some machines are slow to store through a mask.
            if (lanes == LANES) {
                store(normal, y);
            } else {
                store(normal, y, mask);
            }
            x += row;
            y += row;
        }
    }

    /// `sum = sum over rows of dy`, `product = sum over rows of dy (x - mean) invStd`.
    private static void sums(long dy, long x, long row, int n, long mean, long invStd, long sum, long product,
            int lanes) {
        VectorMask<Float> mask = firstLanes(lanes);
        FloatVector m = load(mean, mask);
        FloatVector s0 = broadcast(0);
        FloatVector s1 = broadcast(0);
        FloatVector p0 = broadcast(0);
        FloatVector p1 = broadcast(0);
        FloatVector p2 = broadcast(0);
        FloatVector p3 = broadcast(0);
        int i = 0;
        for (; i + 4 <= n; i += 4) {
            FloatVector g0 = load(dy, mask);
            FloatVector g1 = load(dy + row, mask);
            FloatVector g2 = load(dy + 2 * row, mask);
            FloatVector g3 = load(dy + 3 * row, mask);
            s0 = s0.add(g0.add(g1));
            s1 = s1.add(g2.add(g3));
            p0 = g0.fma(load(x, mask).sub(m), p0);
            p1 = g1.fma(load(x + row, mask).sub(m), p1);
            p2 = g2.fma(load(x + 2 * row, mask).sub(m), p2);
            p3 = g3.fma(load(x + 3 * row, mask).sub(m), p3);
            dy += 4 * row;
            x += 4 * row;
        }
        for (; i < n; i++) {
            FloatVector g = load(dy, mask);
            s0 = s0.add(g);
            p0 = g.fma(load(x, mask).sub(m), p0);
            dy += row;
            x += row;
        }
        store(s0.add(s1), sum);
        store(p0.add(p1).add(p2.add(p3)).mul(load(invStd, mask)), product);
    }

    /// `dx (+)= gamma invStd (dy - share sum - share product (x - mean) invStd)`.
    private static void inputGradient(long dy, long x, long row, int n, long mean, long invStd, long gamma, long sum,
            long product, float share, long dx, boolean add, int lanes) {
        VectorMask<Float> mask = firstLanes(lanes);
        FloatVector m = load(mean, mask);
        FloatVector inverse = load(invStd, mask);
        FloatVector scale = load(gamma, mask).mul(inverse);
        FloatVector shift = load(sum).mul(share);
        FloatVector slope = load(product).mul(share).mul(inverse);
        for (int i = 0; i < n; i++) {
            FloatVector d = m.sub(load(x, mask));
            FloatVector gradient = d.fma(slope, load(dy, mask).sub(shift)).mul(scale);
            if (add) {
                gradient = gradient.add(load(dx, mask));
            }
            if (lanes == LANES) {
                store(gradient, dx);
            } else {
                store(gradient, dx, mask);
            }
            dy += row;
            x += row;
            dx += row;
        }
    }

    private static void put(long value, long to, boolean add, int lanes) {
        VectorMask<Float> mask = firstLanes(lanes);
        if (add) {
            store(load(value).add(load(to, mask)), to, mask);
        } else {
            store(load(value), to, mask);
        }
    }

    @Override
    public void layer(long x_nh, long gamma_h, long beta_h, double epsilon, long mean_n, long invStd_n, long y_nh,
            int n, int h) {
        forRows(n, h, (first, end, scratch) -> {
            long gamma = gamma_h == 0 ? fill(scratch, 1, h) : gamma_h;
            long beta = beta_h == 0 ? fill(scratch + padded(h), 0, h) : beta_h;
            for (int i = first; i < end; i++) {
                long x = x_nh + 4L * i * h;
                float mean = rowSum(x, h) / h;
                float invStd = (float) (1 / Math.sqrt(rowSquares(x, mean, h) / (double) h + epsilon));
                Memory.float32(mean_n + 4L * i, mean);
                Memory.float32(invStd_n + 4L * i, invStd);
                normaliseRow(x, mean, invStd, gamma, beta, y_nh + 4L * i * h, h);
            }
        });
    }

    @Override
    public void layerGradient(long dy_nh, long x_nh, long mean_n, long invStd_n, long gamma_h, long dx_nh, boolean add,
            long dgamma_h, long dbeta_h, boolean addParameters, int n, int h) {
        // Parameters first: dx may take the place of dy.
        if (dgamma_h != 0 || dbeta_h != 0) {
            layerParameters(dy_nh, x_nh, mean_n, invStd_n, dgamma_h, dbeta_h, addParameters, n, h);
        }
        forRows(n, h, (first, end, scratch) -> {
            long gamma = gamma_h == 0 ? fill(scratch, 1, h) : gamma_h;
            for (int i = first; i < end; i++) {
                long at = 4L * i * h;
                float mean = Memory.float32(mean_n + 4L * i);
                float invStd = Memory.float32(invStd_n + 4L * i);
                float shift = rowDot(dy_nh + at, gamma, h) / h;
                float slope = rowProduct(dy_nh + at, gamma, x_nh + at, mean, h) * invStd * invStd / h;
                layerInput(dy_nh + at, gamma, x_nh + at, mean, shift, slope, invStd, dx_nh + at, add, h);
            }
        });
    }

    private interface RowsTask {
        void run(int first, int end, long scratch);
    }

    /// Runs a task for all rows, with scratch for two of them.
    private void forRows(int n, int h, RowsTask task) {
        int block = (long) n * h < SMALL ? n : ROWS_OF_BLOCK;
        pool.run(n == 0 ? 0 : (n + block - 1) / block, (from, to, worker) ->
                task.run(from * block, Math.min(to * block, n), pool.scratch(worker, 2 * padded(h))));
    }

    private static long padded(int width) {
        return (width + LANES - 1L) / LANES * BYTES;
    }

    private static long fill(long row, float value, int width) {
        for (int j = 0; j < width; j += LANES) {
            store(broadcast(value), row + 4L * j);
        }
        return row;
    }

    private static float rowSum(long x, int h) {
        FloatVector sum = broadcast(0);
        for (int j = 0; j < h; j += LANES) {
            sum = sum.add(load(x + 4L * j, FLOATS.indexInRange(j, h)));
        }
        return addLanes(sum);
    }

    private static float rowSquares(long x, float mean, int h) {
        FloatVector sum = broadcast(0);
        for (int j = 0; j < h; j += LANES) {
            VectorMask<Float> mask = FLOATS.indexInRange(j, h);
            // Lanes beyond the row must stay zero.
            FloatVector d = load(x + 4L * j, mask).lanewise(VectorOperators.SUB, mean, mask);
            sum = d.fma(d, sum);
        }
        return addLanes(sum);
    }

    private static float rowDot(long a, long b, int h) {
        FloatVector sum = broadcast(0);
        for (int j = 0; j < h; j += LANES) {
            VectorMask<Float> mask = FLOATS.indexInRange(j, h);
            sum = load(a + 4L * j, mask).fma(load(b + 4L * j, mask), sum);
        }
        return addLanes(sum);
    }

    private static float rowProduct(long dy, long gamma, long x, float mean, int h) {
        FloatVector sum = broadcast(0);
        for (int j = 0; j < h; j += LANES) {
            VectorMask<Float> mask = FLOATS.indexInRange(j, h);
            FloatVector g = load(dy + 4L * j, mask).mul(load(gamma + 4L * j, mask));
            sum = g.fma(load(x + 4L * j, mask).sub(mean), sum);
        }
        return addLanes(sum);
    }

    /// Adds the upper half of the lanes to the lower until one is left. Not `reduceLanes`, whose order may change.
    private static float addLanes(FloatVector v) {
        FloatVector sum = v;
        for (int half = LANES / 2; half > 0; half /= 2) {
            sum = sum.add(sum.rearrange(VectorShuffle.iota(FLOATS, half, 1, true)));
        }
        return sum.lane(0);
    }

    private static void normaliseRow(long x, float mean, float invStd, long gamma, long beta, long y, int h) {
        for (int j = 0; j < h; j += LANES) {
            VectorMask<Float> mask = FLOATS.indexInRange(j, h);
            FloatVector normal = load(x + 4L * j, mask).sub(mean).mul(invStd);
            store(normal.fma(load(gamma + 4L * j, mask), load(beta + 4L * j, mask)), y + 4L * j, mask);
        }
    }

    /// `dx (+)= invStd (dy gamma - shift - (x - mean) slope)`.
    private static void layerInput(long dy, long gamma, long x, float mean, float shift, float slope, float invStd,
            long dx, boolean add, int h) {
        for (int j = 0; j < h; j += LANES) {
            VectorMask<Float> mask = FLOATS.indexInRange(j, h);
            FloatVector g = load(dy + 4L * j, mask).fma(load(gamma + 4L * j, mask), broadcast(-shift));
            FloatVector d = load(x + 4L * j, mask).sub(mean);
            FloatVector gradient = d.fma(broadcast(-slope), g).mul(invStd);
            if (add) {
                store(gradient.add(load(dx + 4L * j, mask)), dx + 4L * j, mask);
            } else {
                store(gradient, dx + 4L * j, mask);
            }
        }
    }

    private void layerParameters(long dy_nh, long x_nh, long mean_n, long invStd_n, long dgamma_h, long dbeta_h,
            boolean add, int n, int h) {
        forColumns(n, h, (at, lanes, sum) -> {
            long product = sum + BYTES;
            layerSums(dy_nh + at, x_nh + at, 4L * h, n, mean_n, invStd_n, sum, product, lanes);
            if (dbeta_h != 0) {
                put(sum, dbeta_h + at, add, lanes);
            }
            if (dgamma_h != 0) {
                put(product, dgamma_h + at, add, lanes);
            }
        });
    }

    /// `sum = sum over rows of dy`, `product = sum over rows of dy (x - mean) invStd`, with the rows' own statistics.
    private static void layerSums(long dy, long x, long row, int n, long mean_n, long invStd_n, long sum, long product,
            int lanes) {
        VectorMask<Float> mask = firstLanes(lanes);
        FloatVector s = broadcast(0);
        FloatVector p = broadcast(0);
        for (int i = 0; i < n; i++) {
            FloatVector g = load(dy, mask);
            FloatVector d = load(x, mask).sub(Memory.float32(mean_n + 4L * i));
            s = s.add(g);
            p = d.mul(Memory.float32(invStd_n + 4L * i)).fma(g, p);
            dy += row;
            x += row;
        }
        store(s, sum);
        store(p, product);
    }
}
