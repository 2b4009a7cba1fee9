package io.cellwright.kernel;

import java.util.ArrayList;
import java.util.List;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.FLOATS;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.ORDER;
import static io.cellwright.kernel.VectorMath.broadcast;
import static io.cellwright.kernel.VectorMath.firstLanes;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;
import static io.cellwright.kernel.VectorMath.storeSum;

/// The rows of layer normalisation, for {@link VectorNorm}: workers share them out, some rows go through one loop after
/// the other, and lanes are added in a fixed order.
final class LayerRows {
    /// Numbers below which the hand-off to other threads costs more than it gains.
    private static final long SMALL = 1 << 15;
    private static final int ROWS_OF_BLOCK = 16;
    private static final Stage DECOY = rows -> {};
    private static final Stage SECOND_DECOY = rows -> {};

    private final WorkerPool pool;

    LayerRows(WorkerPool pool) {
        this.pool = pool;
    }

    /// A loop over some rows. Each starts behind two decoys, for the reason given in {@link Flat}.
    @FunctionalInterface
    private interface Stage {
        void run(Rows rows);
    }

    private static void start(Stage stage, Rows rows) {
        Stage next = DECOY;
        for (int k = 0; k < 3; k++) {
            next.run(rows);
            next = k == 0 ? SECOND_DECOY : stage;
        }
    }

    /// Some rows of h numbers, and a worker's scratch: rows of ones and of zeros, for where gamma and beta are missing,
    /// a vector and two numbers for each row.
    private static final class Rows {
        private final int h;
        private final long ones;
        private final long zeros;
        private final long lanes;
        private final long shift;
        private final long slope;
        private final long pads;
        private int first;
        private int count;
        /// Bytes from the first number of all rows to that of the first of these.
        private long at;

        Rows(WorkerPool pool, int worker, int h) {
            this.h = h;
            this.ones = pool.scratch(worker, 2 * padded(h) + ROWS_OF_BLOCK * (BYTES + 8L) + Flat.PAD_BYTES);
            this.zeros = ones + padded(h);
            this.lanes = zeros + padded(h);
            this.shift = lanes + (long) ROWS_OF_BLOCK * BYTES;
            this.slope = shift + 4L * ROWS_OF_BLOCK;
            this.pads = slope + 4L * ROWS_OF_BLOCK;
            fill(ones, 1, h);
            fill(zeros, 0, h);
        }

        private static long padded(int width) {
            return (width + LANES - 1L) / LANES * BYTES;
        }

        private static void fill(long row, float value, int width) {
            for (int j = 0; j < width; j += LANES) {
                store(broadcast(value), row + 4L * j);
            }
        }

        void to(int row, int rows) {
            first = row;
            count = rows;
            at = 4L * row * h;
        }

        /// The sum of the lanes that a loop has left for a row.
        float sum(int i) {
            return (float) VectorMath.laneSum(lanes + (long) i * BYTES);
        }
    }

    void forward(long x_nh, long gamma_h, long beta_h, double epsilon, long mean_n, long invStd_n, long y_nh, int n,
            int h) {
        forRows(n, h, forward(x_nh, gamma_h, beta_h, epsilon, mean_n, invStd_n, y_nh));
    }

    private static List<Stage> forward(long x_nh, long gamma_h, long beta_h, double epsilon, long mean_n, long invStd_n,
            long y_nh) {
        return List.of(
                r -> sums(x_nh + r.at, r),
                r -> means(mean_n + 4L * r.first, r),
                r -> squares(x_nh + r.at, mean_n + 4L * r.first, r),
                r -> inverses(invStd_n + 4L * r.first, epsilon, r),
                r -> normalise(x_nh + r.at, mean_n + 4L * r.first, invStd_n + 4L * r.first,
                        gamma_h == 0 ? r.ones : gamma_h, beta_h == 0 ? r.zeros : beta_h, y_nh + r.at, r));
    }

    void inputGradient(long dy_nh, long x_nh, long mean_n, long invStd_n, long gamma_h, long dx_nh, boolean add, int n,
            int h) {
        forRows(n, h, inputGradient(dy_nh, x_nh, mean_n, invStd_n, gamma_h, dx_nh, add));
    }

    private static List<Stage> inputGradient(long dy_nh, long x_nh, long mean_n, long invStd_n, long gamma_h,
            long dx_nh, boolean add) {
        return List.of(
                r -> dots(dy_nh + r.at, gamma_h == 0 ? r.ones : gamma_h, r),
                r -> means(r.shift, r),
                r -> products(dy_nh + r.at, gamma_h == 0 ? r.ones : gamma_h, x_nh + r.at, mean_n + 4L * r.first, r),
                r -> slopes(invStd_n + 4L * r.first, r),
                r -> inputGradient(dy_nh + r.at, gamma_h == 0 ? r.ones : gamma_h, x_nh + r.at, mean_n + 4L * r.first,
                        invStd_n + 4L * r.first, dx_nh + r.at, add, r));
    }

    private static void means(long mean, Rows rows) {
        for (int i = 0; i < rows.count; i++) {
            Memory.float32(mean + 4L * i, rows.sum(i) / rows.h);
        }
    }

    private static void inverses(long invStd, double epsilon, Rows rows) {
        for (int i = 0; i < rows.count; i++) {
            double variance = rows.sum(i) / (double) rows.h;
            Memory.float32(invStd + 4L * i, (float) (1 / Math.sqrt(variance + epsilon)));
        }
    }

    private static void slopes(long invStd, Rows rows) {
        for (int i = 0; i < rows.count; i++) {
            float inverse = Memory.float32(invStd + 4L * i);
            Memory.float32(rows.slope + 4L * i, rows.sum(i) * inverse * inverse / rows.h);
        }
    }

    /// Leaves the sums of x and of what dropout leaves of the branch in the branch's place, and normalises them.
    void residual(long x_nh, long branch_nh, Dropout dropout, long gamma_h, long beta_h, double epsilon, long mean_n,
            long invStd_n, long y_nh, int n, int h) {
        Flat.Loop sum = dropout.drops() ? (at, first, count) -> addKept(at, first, count, dropout)
                : (at, first, count) -> addAll(at, count);
        List<Stage> stages = new ArrayList<>();
        stages.add(r -> Flat.range(sum, new long[] {x_nh + r.at, branch_nh + r.at}, 1, r.at / 4, (long) r.count * h,
                r.pads));
        stages.addAll(forward(branch_nh, gamma_h, beta_h, epsilon, mean_n, invStd_n, y_nh));
        forRows(n, h, stages);
    }

    private static void addAll(long[] at, long count) {
        long x = at[0];
        long branch = at[1];
        for (long i = 0; i < 4 * count; i += BYTES) {
            store(load(x + i).add(load(branch + i)), branch + i);
        }
    }

    private static void addKept(long[] at, long first, long count, Dropout dropout) {
        float kept = (float) dropout.kept();
        for (long done = 0; done < count;) {
            long some = VectorElementwise.sameSeed(first + done, count - done);
            long seed = CounterHash.seed(dropout.key(), (int) ((first + done) >>> 32));
            addKept(at[0] + 4 * done, at[1] + 4 * done, (int) (first + done), some, dropout.threshold(), seed, kept);
            done += some;
        }
    }

    private static void addKept(long x, long branch, int first, long count, int threshold, long seed, float kept) {
        for (long i = 0; i < 4 * count; i += BYTES) {
            VectorMask<Float> goes = VectorElementwise.drops(first + (int) (i / 4), seed, threshold);
            FloatVector left = load(branch + i).mul(kept).blend(0f, goes);
            store(load(x + i).add(left), branch + i);
        }
    }

    /// The gradients of both: that of the branch takes the place of the sums.
    void residualGradient(long dy_nh, long sum_nh, Dropout dropout, long mean_n, long invStd_n, long gamma_h,
            long dx_nh, boolean add, int n, int h) {
        Flat.Loop share = dropout.drops() ? (at, first, count) -> shareKept(at, first, count, dropout, add)
                : (at, first, count) -> shareAll(at, count, add);
        List<Stage> stages = new ArrayList<>(inputGradient(dy_nh, sum_nh, mean_n, invStd_n, gamma_h, sum_nh, false));
        stages.add(r -> Flat.range(share, new long[] {sum_nh + r.at, dx_nh + r.at}, 2, r.at / 4, (long) r.count * h,
                r.pads));
        forRows(n, h, stages);
    }

    private static void shareAll(long[] at, long count, boolean add) {
        long branch = at[0];
        long dx = at[1];
        for (long i = 0; i < 4 * count; i += BYTES) {
            VectorMath.put(load(branch + i), dx + i, add);
        }
    }

    private static void shareKept(long[] at, long first, long count, Dropout dropout, boolean add) {
        float kept = (float) dropout.kept();
        for (long done = 0; done < count;) {
            long some = VectorElementwise.sameSeed(first + done, count - done);
            long seed = CounterHash.seed(dropout.key(), (int) ((first + done) >>> 32));
            shareKept(at[0] + 4 * done, at[1] + 4 * done, (int) (first + done), some, dropout.threshold(), seed, kept,
                    add);
            done += some;
        }
    }

    private static void shareKept(long branch, long dx, int first, long count, int threshold, long seed, float kept,
            boolean add) {
        for (long i = 0; i < 4 * count; i += BYTES) {
            VectorMask<Float> goes = VectorElementwise.drops(first + (int) (i / 4), seed, threshold);
            FloatVector gradient = load(branch + i);
            store(gradient.mul(kept).blend(0f, goes), branch + i);
            VectorMath.put(gradient, dx + i, add);
        }
    }

    private void forRows(int n, int h, List<Stage> stages) {
        int block = (long) n * h < SMALL ? n : ROWS_OF_BLOCK;
        pool.run(n == 0 ? 0 : (n + block - 1) / block, (from, to, worker) -> {
            Rows rows = new Rows(pool, worker, h);
            int end = (int) Math.min((long) to * block, n);
            for (int row = from * block; row < end; row += ROWS_OF_BLOCK) {
                rows.to(row, Math.min(ROWS_OF_BLOCK, end - row));
                for (int k = 0; k < stages.size(); k++) {
                    start(stages.get(k), rows);
                }
            }
        });
    }

    // In the loops below the part of a row that is no whole vector may be a rare one, or the only one: see
    // VectorMath.put.

    private static void sums(long x, Rows rows) {
        int whole = rows.h & -LANES;
        VectorMask<Float> rest = firstLanes(rows.h - whole);
        for (int i = 0; i < rows.count; i++) {
            long row = x + 4L * i * rows.h;
            FloatVector sum = broadcast(0);
            for (int j = 0; j < whole; j += LANES) {
                sum = FloatVector.fromMemorySegment(FLOATS, ALL, row + 4L * j, ORDER).add(sum);
            }
            if (whole < rows.h) {
                sum = FloatVector.fromMemorySegment(FLOATS, ALL, row + 4L * whole, ORDER, rest).add(sum);
            }
            storeSum(sum, rows.lanes + (long) i * BYTES);
        }
    }

    private static void squares(long x, long means, Rows rows) {
        int whole = rows.h & -LANES;
        VectorMask<Float> rest = firstLanes(rows.h - whole);
        for (int i = 0; i < rows.count; i++) {
            long row = x + 4L * i * rows.h;
            float mean = Memory.float32(means + 4L * i);
            FloatVector sum = broadcast(0);
            for (int j = 0; j < whole; j += LANES) {
                FloatVector d = FloatVector.fromMemorySegment(FLOATS, ALL, row + 4L * j, ORDER).sub(mean);
                sum = d.fma(d, sum);
            }
            if (whole < rows.h) {
                // Lanes beyond the row must stay zero.
                FloatVector d = FloatVector.fromMemorySegment(FLOATS, ALL, row + 4L * whole, ORDER, rest)
                        .lanewise(VectorOperators.SUB, mean, rest);
                sum = d.fma(d, sum);
            }
            storeSum(sum, rows.lanes + (long) i * BYTES);
        }
    }

    private static void dots(long dy, long gamma, Rows rows) {
        int whole = rows.h & -LANES;
        VectorMask<Float> rest = firstLanes(rows.h - whole);
        for (int i = 0; i < rows.count; i++) {
            long row = dy + 4L * i * rows.h;
            FloatVector sum = broadcast(0);
            for (int j = 0; j < whole; j += LANES) {
                FloatVector g = FloatVector.fromMemorySegment(FLOATS, ALL, gamma + 4L * j, ORDER);
                sum = FloatVector.fromMemorySegment(FLOATS, ALL, row + 4L * j, ORDER).fma(g, sum);
            }
            if (whole < rows.h) {
                FloatVector g = FloatVector.fromMemorySegment(FLOATS, ALL, gamma + 4L * whole, ORDER, rest);
                sum = FloatVector.fromMemorySegment(FLOATS, ALL, row + 4L * whole, ORDER, rest).fma(g, sum);
            }
            storeSum(sum, rows.lanes + (long) i * BYTES);
        }
    }

    private static void products(long dy, long gamma, long x, long means, Rows rows) {
        int whole = rows.h & -LANES;
        VectorMask<Float> rest = firstLanes(rows.h - whole);
        for (int i = 0; i < rows.count; i++) {
            long row = 4L * i * rows.h;
            float mean = Memory.float32(means + 4L * i);
            FloatVector sum = broadcast(0);
            for (int j = 0; j < whole; j += LANES) {
                FloatVector g = FloatVector.fromMemorySegment(FLOATS, ALL, dy + row + 4L * j, ORDER)
                        .mul(FloatVector.fromMemorySegment(FLOATS, ALL, gamma + 4L * j, ORDER));
                sum = g.fma(FloatVector.fromMemorySegment(FLOATS, ALL, x + row + 4L * j, ORDER).sub(mean), sum);
            }
            if (whole < rows.h) {
                FloatVector g = FloatVector.fromMemorySegment(FLOATS, ALL, dy + row + 4L * whole, ORDER, rest)
                        .mul(FloatVector.fromMemorySegment(FLOATS, ALL, gamma + 4L * whole, ORDER, rest));
                sum = g.fma(FloatVector.fromMemorySegment(FLOATS, ALL, x + row + 4L * whole, ORDER, rest).sub(mean),
                        sum);
            }
            storeSum(sum, rows.lanes + (long) i * BYTES);
        }
    }

    private static void normalise(long x, long means, long invStds, long gamma, long beta, long y, Rows rows) {
        int whole = rows.h & -LANES;
        VectorMask<Float> rest = firstLanes(rows.h - whole);
        for (int i = 0; i < rows.count; i++) {
            long row = 4L * i * rows.h;
            float mean = Memory.float32(means + 4L * i);
            float invStd = Memory.float32(invStds + 4L * i);
            for (int j = 0; j < whole; j += LANES) {
                FloatVector.fromMemorySegment(FLOATS, ALL, x + row + 4L * j, ORDER).sub(mean).mul(invStd)
                        .fma(FloatVector.fromMemorySegment(FLOATS, ALL, gamma + 4L * j, ORDER),
                                FloatVector.fromMemorySegment(FLOATS, ALL, beta + 4L * j, ORDER))
                        .intoMemorySegment(ALL, y + row + 4L * j, ORDER);
            }
            if (whole < rows.h) {
                FloatVector.fromMemorySegment(FLOATS, ALL, x + row + 4L * whole, ORDER, rest).sub(mean).mul(invStd)
                        .fma(FloatVector.fromMemorySegment(FLOATS, ALL, gamma + 4L * whole, ORDER, rest),
                                FloatVector.fromMemorySegment(FLOATS, ALL, beta + 4L * whole, ORDER, rest))
                        .intoMemorySegment(ALL, y + row + 4L * whole, ORDER, rest);
            }
        }
    }

    /// `dx (+)= invStd (dy gamma - shift - (x - mean) slope)`.
    private static void inputGradient(long dy, long gamma, long x, long means, long invStds, long dx, boolean add,
            Rows rows) {
        int whole = rows.h & -LANES;
        for (int i = 0; i < rows.count; i++) {
            long row = 4L * i * rows.h;
            float mean = Memory.float32(means + 4L * i);
            float invStd = Memory.float32(invStds + 4L * i);
            float shift = -Memory.float32(rows.shift + 4L * i);
            float slope = -Memory.float32(rows.slope + 4L * i);
            for (int j = 0; j < whole; j += LANES) {
                FloatVector g = FloatVector.fromMemorySegment(FLOATS, ALL, dy + row + 4L * j, ORDER)
                        .fma(FloatVector.fromMemorySegment(FLOATS, ALL, gamma + 4L * j, ORDER), broadcast(shift));
                FloatVector d = FloatVector.fromMemorySegment(FLOATS, ALL, x + row + 4L * j, ORDER).sub(mean);
                VectorMath.put(d.fma(broadcast(slope), g).mul(invStd), dx + row + 4L * j, add);
            }
            if (whole < rows.h) {
                lastGradient(dy + row, gamma, x + row, mean, shift, slope, invStd, dx + row, add, rows.h);
            }
        }
    }

    /// The part of a row that is no whole vector.
    private static void lastGradient(long dy, long gamma, long x, float mean, float shift, float slope, float invStd,
            long dx, boolean add, int h) {
        long at = 4L * (h & -LANES);
        VectorMask<Float> rest = firstLanes(h & (LANES - 1));
        FloatVector g = load(dy + at, rest).fma(load(gamma + at, rest), broadcast(shift));
        FloatVector d = load(x + at, rest).sub(mean);
        VectorMath.put(d.fma(broadcast(slope), g).mul(invStd), dx + at, rest, add);
    }
}
