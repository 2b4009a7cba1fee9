package io.cellwright.kernel;

import jdk.incubator.vector.VectorMask;

import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.firstLanes;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;

/// Work down the columns of matrices, one vector of columns after the other: later passes over a strip find its rows in
/// the second cache. Workers share the columns, so that each sum has one owner and one order.
final class ColumnStrips {
    /// Numbers below which the hand-off to other threads costs more than it gains.
    private static final long SMALL = 1 << 15;
    /// Columns that are never split between workers: whole vectors, and whole cache lines.
    private static final int COLUMNS_OF_BLOCK = Math.max(16, LANES);
    private static final Stage DECOY = strip -> {};
    private static final Stage SECOND_DECOY = strip -> {};

    private ColumnStrips() {}

    /// A part of the work on a strip. Each starts behind two decoys, for the reason given in {@link Flat}.
    @FunctionalInterface
    interface Stage {
        /// Works on a strip of columns.
        void run(Strip strip);
    }

    /// The matrices of n rows and h columns that are walked down: read x, dy and y unless they are 0, and the output,
    /// which is read before where `add`.
    record Matrices(long x_nh, long dy_nh, long y_nh, long out_nh, boolean add) {}

    /// One vector of columns. A last one that is not whole is copied to scratch and filled up, so that the loops over
    /// rows need no masks, which would make them too large for C1.
    static final class Strip {
        /// Bytes from the first column to this one.
        long at;
        int lanes;
        long x;
        long dy;
        long y;
        long out;
        /// Bytes between rows.
        long row;
        /// Room for the vectors asked for.
        long room;
    }

    /// Runs the stages one after the other for each strip of n rows and `LANES` of h columns. Each strip has room for
    /// `vectors` vectors.
    static void run(WorkerPool pool, Matrices m, int n, int h, int vectors, Stage... stages) {
        int block = (long) n * h < SMALL ? h : COLUMNS_OF_BLOCK;
        pool.run(h == 0 ? 0 : (h + block - 1) / block, (from, to, worker) -> {
            Strip strip = new Strip();
            strip.room = pool.scratch(worker, (vectors + 4L * (h % LANES == 0 ? 0 : n)) * BYTES);
            int end = Math.min(to * block, h);
            for (int j = from * block; j < end; j += LANES) {
                strip.at = 4L * j;
                strip.lanes = Math.min(LANES, end - j);
                if (strip.lanes == LANES) {
                    place(m, strip, h);
                } else {
                    placeCopies(m, strip, vectors, n, h);
                }
                for (Stage stage : stages) {
                    start(stage, strip);
                }
                if (strip.lanes < LANES && m.out_nh != 0) {
                    unpack(strip.out, m.out_nh, strip, n, h);
                }
            }
        });
    }

    private static void start(Stage stage, Strip strip) {
        Stage next = DECOY;
        for (int i = 0; i < 3; i++) {
            next.run(strip);
            next = i == 0 ? SECOND_DECOY : stage;
        }
    }

    private static void place(Matrices m, Strip strip, int h) {
        strip.x = m.x_nh + strip.at;
        strip.dy = m.dy_nh + strip.at;
        strip.y = m.y_nh + strip.at;
        strip.out = m.out_nh + strip.at;
        strip.row = 4L * h;
    }

    private static void placeCopies(Matrices m, Strip strip, int vectors, int n, int h) {
        strip.x = strip.room + (long) vectors * BYTES;
        strip.dy = strip.x + (long) n * BYTES;
        strip.y = strip.dy + (long) n * BYTES;
        strip.out = strip.y + (long) n * BYTES;
        strip.row = BYTES;
        pack(m.x_nh, strip.x, strip, n, h);
        pack(m.dy_nh, strip.dy, strip, n, h);
        pack(m.y_nh, strip.y, strip, n, h);
        pack(m.add ? m.out_nh : 0, strip.out, strip, n, h);
    }

    /// Copies a strip of n rows out of a matrix of h columns, unless that is 0, and fills its vectors up with zeros.
    static void pack(long from_nh, long to, Strip strip, int n, int h) {
        if (from_nh != 0) {
            VectorMask<Float> mask = firstLanes(strip.lanes);
            long from = from_nh + strip.at;
            for (long at = to; at < to + (long) n * BYTES; at += BYTES) {
                store(load(from, mask), at);
                from += 4L * h;
            }
        }
    }

    /// Copies n vectors into a strip of a matrix of h columns.
    static void unpack(long from, long to_nh, Strip strip, int n, int h) {
        VectorMask<Float> mask = firstLanes(strip.lanes);
        long to = to_nh + strip.at;
        for (long at = from; at < from + (long) n * BYTES; at += BYTES) {
            store(load(at), to, mask);
            to += 4L * h;
        }
    }
}
