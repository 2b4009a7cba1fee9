package io.cellwright.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.FLOATS;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.ORDER;
import static io.cellwright.kernel.VectorMath.broadcast;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;

/// Functions of whole rows in vectors of floats, sums over a row in double.
///
/// Some rows at a time are copied to scratch, each filled up to whole vectors, and then go through a chain of small
/// loops. So exponentials need no masks, and the output may be the input.
///
/// Absolute errors against double, for numbers of the size of 1: softmax 2e-7, log-softmax 3e-7 (and relative 3e-7),
/// cross-entropy 3e-7 (and relative 3e-7), divergences 2e-6, gradients 3e-6. Probabilities below the smallest normal
/// float are 0.
final class VectorRows implements Rows {

    private static final Loop DECOY = (s, address, rows, c) -> {};
    private static final Loop SECOND_DECOY = (s, address, rows, c) -> {};

    private final WorkerPool pool;

    VectorRows(WorkerPool pool) {
        this.pool = pool;
    }

    /// Scratch for some rows.
    ///
    /// @param a rows filled up
    /// @param b rows filled up
    /// @param max_n floats: largest number of a row
    /// @param shift_n floats: see {@link #putSum}
    /// @param scale_n floats: see {@link #putSum}
    /// @param sumA_n doubles: sums over rows of a
    /// @param sumB_n doubles: sums over rows of b
    /// @param lanes room for the lanes of a sum
    private record Scratch(long a, long b, long max_n, long shift_n, long scale_n, long sumA_n, long sumB_n,
            long lanes) {
        static long bytes(int rows, int width) {
            return 8L * rows * width + 28L * rows + VectorSums.LANE_BYTES;
        }

        static Scratch at(long address, int rows, int width) {
            long b = address + 4L * rows * width;
            long lanes = b + 4L * rows * width;
            long sums = lanes + VectorSums.LANE_BYTES;
            long floats = sums + 16L * rows;
            return new Scratch(address, b, floats, floats + 4L * rows, floats + 8L * rows, sums, sums + 8L * rows,
                    lanes);
        }

        double sumA(int i) {
            return Memory.float64(sumA_n + 8L * i);
        }

        double sumB(int i) {
            return Memory.float64(sumB_n + 8L * i);
        }

        float max(int i) {
            return Memory.float32(max_n + 4L * i);
        }

        void shift(int i, double value) {
            Memory.float32(shift_n + 4L * i, (float) value);
        }

        void scale(int i, double value) {
            Memory.float32(scale_n + 4L * i, (float) value);
        }
    }

    /// One loop over the rows of scratch and the rows at `address`.
    @FunctionalInterface
    private interface Loop {
        void run(Scratch s, long address, int rows, int c);
    }

    /// A chain of loops over `rows` rows from row `row` on.
    @FunctionalInterface
    private interface Chain {
        void run(Scratch s, int row, int rows);
    }

    private void chunks(int n, int c, Chain chain) {
        int width = filledUp(c);
        int size = Flat.rowsOfBlock(n, width);
        int some = Math.min(size, Math.max(Flat.BLOCK / width, 1));
        pool.runEvenly(Flat.blocks(n, size), (from, to, worker) -> {
            Scratch s = Scratch.at(pool.scratch(worker, Scratch.bytes(some, width)), some, width);
            int end = (int) Math.min((long) to * size, n);
            for (int row = from * size; row < end; row += some) {
                chain.run(s, row, Math.min(some, end - row));
            }
        });
    }

    /// Starts all loops at one place behind two decoys, for the reason given in {@link Flat}.
    private static void start(Loop loop, Scratch s, long address, int rows, int c) {
        Loop next = DECOY;
        for (int i = 0; i < 3; i++) {
            next.run(s, address, rows, c);
            next = i == 0 ? SECOND_DECOY : loop;
        }
    }

    private static int filledUp(int c) {
        return (c + LANES - 1) & -LANES;
    }

    @Override
    public void softmax(long x_nc, long y_nc, int n, int c) {
        chunks(n, c, (s, row, rows) -> {
            exponentials(s, x_nc + 4L * row * c, rows, c);
            for (int i = 0; i < rows; i++) {
                s.shift(i, 0);
                s.scale(i, 1 / s.sumA(i));
            }
            putSum(s, s.a, s.a, y_nc + 4L * row * c, rows, c, false);
        });
    }

    /// `a = exp(x - max)`, and its sums.
    private static void exponentials(Scratch s, long x_nc, int rows, int c) {
        centred(s, x_nc, rows, c);
        start(VectorRows::expOfA, s, 0, rows, c);
        start(VectorRows::sumA, s, 0, rows, c);
    }

    /// `a = x - max`, filled up with -infinity.
    private static void centred(Scratch s, long x_nc, int rows, int c) {
        start((t, x, m, k) -> copy(t.a, x, Float.NEGATIVE_INFINITY, m, k), s, x_nc, rows, c);
        start(VectorRows::centre, s, 0, rows, c);
    }

    private static void centre(Scratch s, long none, int rows, int c) {
        int width = filledUp(c);
        for (int i = 0; i < rows; i++) {
            long a = s.a + 4L * i * width;
            FloatVector max = broadcast(Float.NEGATIVE_INFINITY);
            for (int j = 0; j < width; j += LANES) {
                max = larger(max, load(a + 4L * j));
            }
            float m = broadcast(Float.NEGATIVE_INFINITY).max(max).reduceLanes(VectorOperators.MAX);
            Memory.float32(s.max_n + 4L * i, m);
            for (int j = 0; j < width; j += LANES) {
                store(load(a + 4L * j).sub(m), a + 4L * j);
            }
        }
    }

    /// The larger one; a NaN may get lost, because it comes back through the sum of exponentials. Half the time of a
    /// maximum that keeps it.
    static FloatVector larger(FloatVector a, FloatVector b) {
        return b.blend(a, b.lt(a));
    }

    private static void expOfA(Scratch s, long none, int rows, int c) {
        long end = s.a + 4L * rows * filledUp(c);
        for (long at = s.a; at < end; at += BYTES) {
            store(VectorMath.expNonPositive(load(at)), at);
        }
    }

    private static void sumA(Scratch s, long none, int rows, int c) {
        int width = filledUp(c);
        for (int i = 0; i < rows; i++) {
            Memory.float64(s.sumA_n + 8L * i, VectorSums.sum(s.a + 4L * i * width, width, s.lanes));
        }
    }

    private static void sumB(Scratch s, long none, int rows, int c) {
        int width = filledUp(c);
        for (int i = 0; i < rows; i++) {
            Memory.float64(s.sumB_n + 8L * i, VectorSums.sum(s.b + 4L * i * width, width, s.lanes));
        }
    }

    /// `y_ij (+)= scale_i (u_ij + shift_i v_ij)` for filled-up rows u and v. What was in u is lost.
    private static void putSum(Scratch s, long u_nc, long v_nc, long y_nc, int rows, int c, boolean add) {
        start((t, u, m, k) -> sum(t, u, v_nc, m, k), s, u_nc, rows, c);
        start((t, y, m, k) -> put(u_nc, y, m, k, add), s, y_nc, rows, c);
    }

    private static void sum(Scratch s, long u_nc, long v_nc, int rows, int c) {
        int width = filledUp(c);
        for (int i = 0; i < rows; i++) {
            long row = 4L * i * width;
            FloatVector shift = broadcast(Memory.float32(s.shift_n + 4L * i));
            FloatVector scale = broadcast(Memory.float32(s.scale_n + 4L * i));
            for (long at = row; at < row + 4L * width; at += BYTES) {
                store(load(v_nc + at).fma(shift, load(u_nc + at)).mul(scale), u_nc + at);
            }
        }
    }

    @Override
    public void softmaxGradient(long y_nc, long dy_nc, long dx_nc, int n, int c, boolean add) {
        chunks(n, c, (s, row, rows) -> {
            long at = 4L * row * c;
            start((t, y, m, k) -> copy(t.a, y, 0f, m, k), s, y_nc + at, rows, c);
            start((t, dy, m, k) -> copy(t.b, dy, 0f, m, k), s, dy_nc + at, rows, c);
            start(VectorRows::multiply, s, 0, rows, c);
            start(VectorRows::sumB, s, 0, rows, c);
            for (int i = 0; i < rows; i++) {
                s.shift(i, -s.sumB(i));
                s.scale(i, 1);
            }
            putSum(s, s.b, s.a, dx_nc + at, rows, c, add);
        });
    }

    /// Copies rows and fills them up. Here and in {@link #put} either part of a row may be a rare one: see
    /// {@link VectorMath#put}.
    private static void copy(long filled_nc, long x_nc, float fill, int rows, int c) {
        int width = filledUp(c);
        int whole = c & -LANES;
        VectorMask<Float> rest = VectorMath.firstLanes(c - whole);
        FloatVector filling = broadcast(fill);
        for (int i = 0; i < rows; i++) {
            long x = x_nc + 4L * i * c;
            long filled = filled_nc + 4L * i * width;
            for (int j = 0; j < whole; j += LANES) {
                FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * j, ORDER)
                        .intoMemorySegment(ALL, filled + 4L * j, ORDER);
            }
            if (whole < c) {
                FloatVector last = FloatVector.fromMemorySegment(FLOATS, ALL, x + 4L * whole, ORDER, rest);
                filling.blend(last, rest).intoMemorySegment(ALL, filled + 4L * whole, ORDER);
            }
        }
    }

    /// Puts filled-up rows where rows of c numbers are, or adds them.
    private static void put(long filled_nc, long y_nc, int rows, int c, boolean add) {
        int width = filledUp(c);
        int whole = c & -LANES;
        VectorMask<Float> rest = VectorMath.firstLanes(c - whole);
        for (int i = 0; i < rows; i++) {
            long y = y_nc + 4L * i * c;
            long filled = filled_nc + 4L * i * width;
            for (int j = 0; j < whole; j += LANES) {
                FloatVector v = FloatVector.fromMemorySegment(FLOATS, ALL, filled + 4L * j, ORDER);
                if (add) {
                    FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * j, ORDER).add(v)
                            .intoMemorySegment(ALL, y + 4L * j, ORDER);
                } else {
                    v.intoMemorySegment(ALL, y + 4L * j, ORDER);
                }
            }
            if (whole < c) {
                FloatVector v = FloatVector.fromMemorySegment(FLOATS, ALL, filled + 4L * whole, ORDER);
                if (add) {
                    FloatVector.fromMemorySegment(FLOATS, ALL, y + 4L * whole, ORDER, rest).add(v)
                            .intoMemorySegment(ALL, y + 4L * whole, ORDER, rest);
                } else {
                    v.intoMemorySegment(ALL, y + 4L * whole, ORDER, rest);
                }
            }
        }
    }

    /// `b = a b`.
    private static void multiply(Scratch s, long none, int rows, int c) {
        for (long i = 0; i < 4L * rows * filledUp(c); i += BYTES) {
            store(load(s.a + i).mul(load(s.b + i)), s.b + i);
        }
    }

    @Override
    public void logSoftmax(long x_nc, long y_nc, int n, int c) {
        chunks(n, c, (s, row, rows) -> {
            centred(s, x_nc + 4L * row * c, rows, c);
            start(VectorRows::expOfAToB, s, 0, rows, c);
            start(VectorRows::sumB, s, 0, rows, c);
            start(VectorRows::subtractLogs, s, 0, rows, c);
            start((t, y, m, k) -> put(t.a, y, m, k, false), s, y_nc + 4L * row * c, rows, c);
        });
    }

    private static void expOfAToB(Scratch s, long none, int rows, int c) {
        for (long i = 0; i < 4L * rows * filledUp(c); i += BYTES) {
            store(VectorMath.expNonPositive(load(s.a + i)), s.b + i);
        }
    }

    /// `a = a - log(sum of b)`.
    private static void subtractLogs(Scratch s, long none, int rows, int c) {
        int width = filledUp(c);
        for (int i = 0; i < rows; i++) {
            long row = s.a + 4L * i * width;
            float log = (float) Math.log(s.sumB(i));
            for (long at = row; at < row + 4L * width; at += BYTES) {
                store(load(at).sub(log), at);
            }
        }
    }

    @Override
    public void logSoftmaxGradient(long y_nc, long dy_nc, long dx_nc, int n, int c, boolean add) {
        chunks(n, c, (s, row, rows) -> {
            long at = 4L * row * c;
            start((t, y, m, k) -> copy(t.a, y, Float.NEGATIVE_INFINITY, m, k), s, y_nc + at, rows, c);
            start(VectorRows::expOfA, s, 0, rows, c);
            start((t, dy, m, k) -> copy(t.b, dy, 0f, m, k), s, dy_nc + at, rows, c);
            start(VectorRows::sumB, s, 0, rows, c);
            for (int i = 0; i < rows; i++) {
                s.shift(i, -s.sumB(i));
                s.scale(i, 1);
            }
            putSum(s, s.b, s.a, dx_nc + at, rows, c, add);
        });
    }

    @Override
    public void crossEntropy(long logits_nc, long label_n, long loss_n, int n, int c) {
        Labels.check(label_n, n, c);
        chunks(n, c, (s, row, rows) -> {
            exponentials(s, logits_nc + 4L * row * c, rows, c);
            for (int i = 0; i < rows; i++) {
                int label = Memory.int32(label_n + 4L * (row + i));
                double wanted = Memory.float32(logits_nc + 4L * ((long) (row + i) * c + label));
                double loss = Math.log(s.sumA(i)) + (s.max(i) - wanted);
                Memory.float32(loss_n + 4L * (row + i), (float) loss);
            }
        });
    }

    @Override
    public void crossEntropyGradient(long logits_nc, long label_n, long dloss_n, long dlogits_nc, int n, int c,
            boolean add) {
        Labels.check(label_n, n, c);
        chunks(n, c, (s, row, rows) -> {
            exponentials(s, logits_nc + 4L * row * c, rows, c);
            for (int i = 0; i < rows; i++) {
                int label = Memory.int32(label_n + 4L * (row + i));
                long wanted = s.a + 4L * (i * filledUp(c) + label);
                Memory.float32(wanted, (float) (Memory.float32(wanted) - s.sumA(i)));
                s.shift(i, 0);
                s.scale(i, Memory.float32(dloss_n + 4L * (row + i)) / s.sumA(i));
            }
            putSum(s, s.a, s.a, dlogits_nc + 4L * row * c, rows, c, add);
        });
    }

    @Override
    public void means(long x_rd, long y_nd, int n, int t, int d) {
        pool.run(n, (from, to, worker) -> {
            for (int i = from; i < to; i++) {
                long y = y_nd + 4L * i * d;
                Memory.zero(y, 4L * d);
                for (int k = 0; k < t; k++) {
                    VectorSparseMatmul.addRow(x_rd + 4 * ((long) i * t + k) * d, y, d);
                }
                for (int j = 0; j < d; j++) {
                    Memory.float32(y + 4L * j, Memory.float32(y + 4L * j) / t);
                }
            }
        });
    }

    @Override
    public void meansGradient(long dy_nd, long dx_rd, int n, int t, int d, boolean add) {
        pool.run(n, (from, to, worker) -> {
            long share = pool.scratch(worker, 4L * d);
            for (int i = from; i < to; i++) {
                for (int j = 0; j < d; j++) {
                    Memory.float32(share + 4L * j, Memory.float32(dy_nd + 4 * ((long) i * d + j)) / t);
                }
                for (int k = 0; k < t; k++) {
                    long dx = dx_rd + 4 * ((long) i * t + k) * d;
                    if (add) {
                        VectorSparseMatmul.addRow(share, dx, d);
                    } else {
                        Memory.copy(share, dx, 4L * d);
                    }
                }
            }
        });
    }
}
