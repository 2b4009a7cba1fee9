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

/// The rows of layer normalisation, for {@link VectorNorm}: workers share them out, and lanes are added in a fixed
/// order.
final class LayerRows {
    /// Numbers below which the hand-off to other threads costs more than it gains.
    private static final long SMALL = 1 << 15;
    private static final int ROWS_OF_BLOCK = 8;
    private static final Stage DECOY = (i, at, rows) -> {};
    private static final Stage SECOND_DECOY = (i, at, rows) -> {};

    private final WorkerPool pool;

    LayerRows(WorkerPool pool) {
        this.pool = pool;
    }

    /// A part of the work on row `i`, whose numbers are `at` bytes from the start. Each starts behind two decoys, for
    /// the reason given in {@link Flat}.
    private interface Stage {
        void run(int i, long at, Rows rows);
    }

    private static void start(Stage stage, int i, long at, Rows rows) {
        Stage next = DECOY;
        for (int k = 0; k < 3; k++) {
            next.run(i, at, rows);
            next = k == 0 ? SECOND_DECOY : stage;
        }
    }

    /// A worker's rows of ones and of zeros, for where gamma and beta are missing, room for a vector, and what one
    /// stage leaves for the next.
    private static final class Rows {
        private long ones;
        private long zeros;
        private long lanes;
        private float shift;
        private float slope;
    }

    void forward(long x_nh, long gamma_h, long beta_h, double epsilon, long mean_n, long invStd_n, long y_nh, int n,
            int h) {
        forRows(n, h,
                (i, at, rows) -> Memory.float32(mean_n + 4L * i, sum(x_nh + at, h, rows.lanes) / h),
                (i, at, rows) -> {
                    double variance = squares(x_nh + at, Memory.float32(mean_n + 4L * i), h, rows.lanes)
                            / (double) h;
                    Memory.float32(invStd_n + 4L * i, (float) (1 / Math.sqrt(variance + epsilon)));
                },
                (i, at, rows) -> normalise(x_nh + at, Memory.float32(mean_n + 4L * i),
                        Memory.float32(invStd_n + 4L * i), gamma_h == 0 ? rows.ones : gamma_h,
                        beta_h == 0 ? rows.zeros : beta_h, y_nh + at, h));
    }

    void inputGradient(long dy_nh, long x_nh, long mean_n, long invStd_n, long gamma_h, long dx_nh, boolean add, int n,
            int h) {
        forRows(n, h,
                (i, at, rows) -> rows.shift = dot(dy_nh + at, gamma_h == 0 ? rows.ones : gamma_h, h, rows.lanes) / h,
                (i, at, rows) -> {
                    float invStd = Memory.float32(invStd_n + 4L * i);
                    float product = product(dy_nh + at, gamma_h == 0 ? rows.ones : gamma_h, x_nh + at,
                            Memory.float32(mean_n + 4L * i), h, rows.lanes);
                    rows.slope = product * invStd * invStd / h;
                },
                (i, at, rows) -> inputGradient(dy_nh + at, gamma_h == 0 ? rows.ones : gamma_h, x_nh + at,
                        Memory.float32(mean_n + 4L * i), rows.shift, rows.slope, Memory.float32(invStd_n + 4L * i),
                        dx_nh + at, add, h));
    }

    private void forRows(int n, int h, Stage... stages) {
        int block = (long) n * h < SMALL ? n : ROWS_OF_BLOCK;
        pool.run(n == 0 ? 0 : (n + block - 1) / block, (from, to, worker) -> {
            Rows rows = new Rows();
            rows.ones = pool.scratch(worker, 2 * padded(h) + BYTES);
            rows.zeros = rows.ones + padded(h);
            rows.lanes = rows.zeros + padded(h);
            fill(rows.ones, 1, h);
            fill(rows.zeros, 0, h);
            int end = Math.min(to * block, n);
            for (int i = from * block; i < end; i++) {
                for (Stage stage : stages) {
                    start(stage, i, 4L * i * h, rows);
                }
            }
        });
    }

    private static long padded(int width) {
        return (width + LANES - 1L) / LANES * BYTES;
    }

    private static void fill(long row, float value, int width) {
        for (int j = 0; j < width; j += LANES) {
            store(broadcast(value), row + 4L * j);
        }
    }

    private static float sum(long x, int h, long lanes) {
        FloatVector sum = broadcast(0);
        for (int j = 0; j < h; j += LANES) {
            sum = load(x + 4L * j, FLOATS.indexInRange(j, h)).add(sum);
        }
        storeSum(sum, lanes);
        return (float) VectorMath.laneSum(lanes);
    }

    private static float squares(long x, float mean, int h, long lanes) {
        FloatVector sum = broadcast(0);
        for (int j = 0; j < h; j += LANES) {
            VectorMask<Float> mask = FLOATS.indexInRange(j, h);
            // Lanes beyond the row must stay zero.
            FloatVector d = load(x + 4L * j, mask).lanewise(VectorOperators.SUB, mean, mask);
            sum = d.fma(d, sum);
        }
        storeSum(sum, lanes);
        return (float) VectorMath.laneSum(lanes);
    }

    private static float dot(long a, long b, int h, long lanes) {
        FloatVector sum = broadcast(0);
        for (int j = 0; j < h; j += LANES) {
            VectorMask<Float> mask = FLOATS.indexInRange(j, h);
            sum = load(a + 4L * j, mask).fma(load(b + 4L * j, mask), sum);
        }
        storeSum(sum, lanes);
        return (float) VectorMath.laneSum(lanes);
    }

    private static float product(long dy, long gamma, long x, float mean, int h, long lanes) {
        FloatVector sum = broadcast(0);
        for (int j = 0; j < h; j += LANES) {
            VectorMask<Float> mask = FLOATS.indexInRange(j, h);
            FloatVector g = load(dy + 4L * j, mask).mul(load(gamma + 4L * j, mask));
            sum = g.fma(load(x + 4L * j, mask).sub(mean), sum);
        }
        storeSum(sum, lanes);
        return (float) VectorMath.laneSum(lanes);
    }

    private static void normalise(long x, float mean, float invStd, long gamma, long beta, long y, int h) {
        for (int j = 0; j < h; j += LANES) {
            VectorMask<Float> mask = FLOATS.indexInRange(j, h);
            FloatVector normal = load(x + 4L * j, mask).sub(mean).mul(invStd);
            store(normal.fma(load(gamma + 4L * j, mask), load(beta + 4L * j, mask)), y + 4L * j, mask);
        }
    }

    /// `dx (+)= invStd (dy gamma - shift - (x - mean) slope)`.
    private static void inputGradient(long dy, long gamma, long x, float mean, float shift, float slope, float invStd,
            long dx, boolean add, int h) {
        for (int j = 0; j < h; j += LANES) {
            VectorMask<Float> mask = FLOATS.indexInRange(j, h);
            FloatVector g = load(dy + 4L * j, mask).fma(load(gamma + 4L * j, mask), broadcast(-shift));
            FloatVector d = load(x + 4L * j, mask).sub(mean);
            FloatVector gradient = d.fma(broadcast(-slope), g).mul(invStd);
            VectorMath.put(gradient, dx + 4L * j, mask, add);
        }
    }
}
