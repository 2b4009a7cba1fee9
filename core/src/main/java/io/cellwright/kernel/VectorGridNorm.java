package io.cellwright.kernel;

import io.cellwright.kernel.ColumnStrips.Matrices;
import io.cellwright.kernel.ColumnStrips.Stage;
import io.cellwright.kernel.ColumnStrips.Strip;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.ORDER;
import static io.cellwright.kernel.VectorMath.broadcast;
import static io.cellwright.kernel.VectorMath.firstLanes;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.put;
import static io.cellwright.kernel.VectorMath.store;

/// Batch normalisation of a label grid on vectors of floats, down {@link ColumnStrips}, which it copies: the passes
/// over cells and labels then stay in the first cache.
///
/// Error against double as {@link VectorNorm}: outputs 2^-20 and gradients 2^-18 of the largest of their column.
final class VectorGridNorm implements GridNorm {
    /// All is copied to the room of a strip.
    private static final Matrices NONE = new Matrices(0, 0, 0, 0, false);

    private final WorkerPool pool;

    VectorGridNorm(WorkerPool pool) {
        this.pool = pool;
    }

    /// Where the copies of a strip lie in its room: n cells and c labels, their n and c sums of gradients, a few
    /// vectors.
    private record Room(int n, int c) {
        static final int MEAN_A = 0;
        static final int MEAN_T = 1;
        static final int VARIANCE_A = 2;
        static final int VARIANCE_T = 3;
        static final int SCALE = 4;
        static final int BETA = 5;
        /// And the product behind it.
        static final int SUM_A = 6;
        static final int SUM_T = 8;
        static final int FEW = 10;

        int vectors() {
            return FEW + 2 * (n + c);
        }

        static long at(Strip s, int which) {
            return s.room + (long) which * BYTES;
        }

        long a(Strip s) {
            return at(s, FEW);
        }

        long t(Strip s) {
            return at(s, FEW + n);
        }

        long gradientA(Strip s) {
            return at(s, FEW + n + c);
        }

        long gradientT(Strip s) {
            return at(s, FEW + 2 * n + c);
        }
    }

    @Override
    public void train(long a_nh, long t_ch, long gamma_h, long beta_h, long mean_h, long invStd_h, long runningMean_h,
            long runningVariance_h, double momentum, double epsilon, long u_nh, long v_ch, int n, int c, int h) {
        Room room = new Room(n, c);
        double rows = (double) n * c;
        forward(room, a_nh, t_ch, gamma_h, beta_h, invStd_h, u_nh, v_ch, h,
                s -> VectorNorm.mean(room.a(s), BYTES, n, Room.at(s, Room.MEAN_A), LANES),
                s -> VectorNorm.variance(room.a(s), BYTES, n, Room.at(s, Room.MEAN_A), Room.at(s, Room.VARIANCE_A),
                        LANES),
                s -> VectorNorm.mean(room.t(s), BYTES, c, Room.at(s, Room.MEAN_T), LANES),
                s -> VectorNorm.variance(room.t(s), BYTES, c, Room.at(s, Room.MEAN_T), Room.at(s, Room.VARIANCE_T),
                        LANES),
                s -> {
                    VectorMask<Float> mask = firstLanes(s.lanes);
                    FloatVector mean = load(Room.at(s, Room.MEAN_A)).add(load(Room.at(s, Room.MEAN_T)));
                    store(mean, mean_h + s.at, mask);
                    long variance = Room.at(s, Room.VARIANCE_A);
                    store(load(variance).add(load(Room.at(s, Room.VARIANCE_T))), variance);
                    if (runningMean_h != 0) {
                        VectorNorm.move(runningMean_h + s.at, mean_h + s.at, momentum, 1, s.lanes);
                    }
                    if (runningMean_h != 0 && rows > 1) {
                        VectorNorm.move(runningVariance_h + s.at, variance, momentum, rows / (rows - 1), s.lanes);
                    }
                    VectorNorm.inverse(variance, epsilon, invStd_h + s.at, s.lanes);
                });
    }

    @Override
    public void evaluate(long a_nh, long t_ch, long gamma_h, long beta_h, long runningMean_h, long runningVariance_h,
            double epsilon, long mean_h, long invStd_h, long u_nh, long v_ch, int n, int c, int h) {
        Stage none = s -> {};
        forward(new Room(n, c), a_nh, t_ch, gamma_h, beta_h, invStd_h, u_nh, v_ch, h, none, none, none, none,
                s -> {
                    Memory.copy(runningMean_h + s.at, mean_h + s.at, 4L * s.lanes);
                    store(load(mean_h + s.at, firstLanes(s.lanes)), Room.at(s, Room.MEAN_A));
                    store(broadcast(0), Room.at(s, Room.MEAN_T));
                    VectorNorm.inverse(runningVariance_h + s.at, epsilon, invStd_h + s.at, s.lanes);
                });
    }

    /// The five stages find the means that are taken from a and t, and `invStd_h`.
    private void forward(Room room, long a_nh, long t_ch, long gamma_h, long beta_h, long invStd_h, long u_nh,
            long v_ch, int h, Stage first, Stage second, Stage third, Stage fourth, Stage fifth) {
        int n = room.n;
        int c = room.c;
        ColumnStrips.run(pool, NONE, n, h, room.vectors(),
                s -> {
                    ColumnStrips.pack(a_nh, room.a(s), s, n, h);
                    ColumnStrips.pack(t_ch, room.t(s), s, c, h);
                },
                first, second, third, fourth, fifth,
                s -> {
                    VectorMask<Float> mask = firstLanes(s.lanes);
                    load(gamma_h + s.at, mask).mul(load(invStd_h + s.at, mask)).intoMemorySegment(ALL,
                            Room.at(s, Room.SCALE), ORDER);
                    store(load(beta_h + s.at, mask), Room.at(s, Room.BETA));
                },
                s -> normaliseA(s, room.a(s), n),
                s -> normaliseT(s, room.t(s), c),
                s -> ColumnStrips.unpack(room.a(s), u_nh, s, n, h),
                s -> ColumnStrips.unpack(room.t(s), v_ch, s, c, h));
    }

    private static void normaliseA(Strip s, long a, int n) {
        FloatVector mean = load(Room.at(s, Room.MEAN_A));
        FloatVector scale = load(Room.at(s, Room.SCALE));
        FloatVector beta = load(Room.at(s, Room.BETA));
        for (long at = a; at < a + (long) n * BYTES; at += BYTES) {
            store(load(at).sub(mean).fma(scale, beta), at);
        }
    }

    private static void normaliseT(Strip s, long t, int c) {
        FloatVector mean = load(Room.at(s, Room.MEAN_T));
        FloatVector scale = load(Room.at(s, Room.SCALE));
        for (long at = t; at < t + (long) c * BYTES; at += BYTES) {
            store(load(at).sub(mean).mul(scale), at);
        }
    }

    @Override
    public void gradient(boolean trained, long du_nh, long dv_ch, long a_nh, long t_ch, long mean_h, long invStd_h,
            long gamma_h, long da_nh, boolean addA, long dt_ch, boolean addT, long dgamma_h, long dbeta_h,
            boolean addParameters, int n, int c, int h) {
        Room room = new Room(n, c);
        ColumnStrips.run(pool, NONE, n, h, room.vectors(),
                s -> {
                    ColumnStrips.pack(a_nh, room.a(s), s, n, h);
                    ColumnStrips.pack(t_ch, room.t(s), s, c, h);
                    ColumnStrips.pack(du_nh, room.gradientA(s), s, n, h);
                    ColumnStrips.pack(dv_ch, room.gradientT(s), s, c, h);
                },
                // Any two numbers that add up to the grid's mean will do, and these keep the digits.
                s -> VectorNorm.mean(room.a(s), BYTES, n, Room.at(s, Room.MEAN_A), LANES),
                s -> store(load(mean_h + s.at, firstLanes(s.lanes)).sub(load(Room.at(s, Room.MEAN_A))),
                        Room.at(s, Room.MEAN_T)),
                s -> VectorNorm.sums(room.gradientA(s), room.a(s), BYTES, n, Room.at(s, Room.MEAN_A), invStd_h + s.at,
                        Room.at(s, Room.SUM_A), s.lanes),
                s -> VectorNorm.sums(room.gradientT(s), room.t(s), BYTES, c, Room.at(s, Room.MEAN_T), invStd_h + s.at,
                        Room.at(s, Room.SUM_T), s.lanes),
                s -> {
                    long product = Room.at(s, Room.SUM_A + 1);
                    store(load(product).add(load(Room.at(s, Room.SUM_T + 1))), product);
                    VectorNorm.put(Room.at(s, Room.SUM_A), dbeta_h + s.at, addParameters, s.lanes);
                    VectorNorm.put(product, dgamma_h + s.at, addParameters, s.lanes);
                    VectorMask<Float> mask = firstLanes(s.lanes);
                    load(gamma_h + s.at, mask).mul(load(invStd_h + s.at, mask)).intoMemorySegment(ALL,
                            Room.at(s, Room.SCALE), ORDER);
                },
                s -> throughNorm(s, room.gradientA(s), room.a(s), n, Room.MEAN_A, invStd_h, trained),
                s -> throughNorm(s, room.gradientT(s), room.t(s), c, Room.MEAN_T, invStd_h, trained),
                s -> putRows(s, room.gradientA(s), da_nh, n, h, addA),
                s -> putRows(s, room.gradientT(s), dt_ch, c, h, addT));
    }

    /// From sums of gradients behind the normalisation to gradients before it. Where mean and variance did not depend
    /// on x, nothing flows through them.
    private static void throughNorm(Strip s, long gradient, long x, int count, int meanAt, long invStd_h,
            boolean trained) {
        float share = trained ? 1f / count : 0;
        FloatVector mean = load(Room.at(s, meanAt));
        FloatVector scale = load(Room.at(s, Room.SCALE));
        FloatVector shift = load(Room.at(s, Room.SUM_A)).mul(share);
        FloatVector slope = load(Room.at(s, Room.SUM_A + 1)).mul(share).mul(load(invStd_h + s.at, firstLanes(s.lanes)));
        for (long at = 0; at < (long) count * BYTES; at += BYTES) {
            FloatVector d = mean.sub(load(x + at));
            store(d.fma(slope, load(gradient + at).sub(shift)).mul(scale), gradient + at);
        }
    }

    /// `y (+)= x` for the strip's columns of a matrix of h columns.
    private static void putRows(Strip s, long x, long y_ih, int count, int h, boolean add) {
        VectorMask<Float> mask = firstLanes(s.lanes);
        long y = y_ih + s.at;
        for (long at = x; at < x + (long) count * BYTES; at += BYTES) {
            put(load(at), y, mask, add);
            y += 4L * h;
        }
    }
}
