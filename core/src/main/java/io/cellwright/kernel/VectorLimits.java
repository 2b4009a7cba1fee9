package io.cellwright.kernel;

import jdk.incubator.vector.FloatVector;

import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.LANES;
import static io.cellwright.kernel.VectorMath.ORDER;
import static io.cellwright.kernel.VectorMath.broadcast;
import static io.cellwright.kernel.VectorMath.load;
import static io.cellwright.kernel.VectorMath.store;

/// {@link Limits} of the Vector API.
///
/// Twelve chains of multiply-adds: two units with a latency of four need eight, and with two factors they still fit in
/// the sixteen registers of AVX2. They are as many as a tile of {@link VectorMatmul} has.
final class VectorLimits implements Limits {
    private static final int CHAINS = 12;

    private final WorkerPool pool;
    private final double[] results;

    VectorLimits(WorkerPool pool) {
        this.pool = pool;
        this.results = new double[pool.threads()];
    }

    @Override
    public long multiplyAdds(long turns) {
        pool.run(pool.threads(), (from, to, worker) -> {
            long lanes = pool.scratch(worker, BYTES);
            for (int part = from; part < to; part++) {
                chains(turns, lanes);
                results[part] = VectorMath.laneSum(lanes);
            }
        });
        return 2L * CHAINS * LANES * turns * pool.threads();
    }

    /// Numbers grow slowly and stay far from where floats end: nothing is denormal, nothing overflows.
    private static void chains(long turns, long result) {
        FloatVector y = broadcast(0x1p-10f);
        FloatVector z = broadcast(0x1p-10f);
        FloatVector a = broadcast(1);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        FloatVector e = a;
        FloatVector f = a;
        FloatVector g = a;
        FloatVector h = a;
        FloatVector i = a;
        FloatVector j = a;
        FloatVector k = a;
        FloatVector l = a;
        for (long turn = 0; turn < turns; turn++) {
            a = y.fma(z, a);
            b = y.fma(z, b);
            c = y.fma(z, c);
            d = y.fma(z, d);
            e = y.fma(z, e);
            f = y.fma(z, f);
            g = y.fma(z, g);
            h = y.fma(z, h);
            i = y.fma(z, i);
            j = y.fma(z, j);
            k = y.fma(z, k);
            l = y.fma(z, l);
        }
        FloatVector sum = broadcast(0).add(a).add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k)
                .add(l);
        sum.intoMemorySegment(ALL, result, ORDER);
    }

    @Override
    public double read(long x, long count, int times) {
        pool.run(pool.threads(), (from, to, worker) -> {
            long lanes = pool.scratch(worker, BYTES);
            for (int part = from; part < to; part++) {
                double sum = 0;
                for (int t = 0; t < times; t++) {
                    sum += sum(x, firstOf(part, count), firstOf(part + 1, count), lanes);
                }
                results[part] = sum;
            }
        });
        double sum = 0;
        for (double result : results) {
            sum += result;
        }
        return sum;
    }

    /// Whole vectors, then what is left behind them.
    private static double sum(long x, long from, long to, long lanes) {
        long whole = from + ((to - from) & -4L * LANES);
        addFours(x + 4 * from, x + 4 * whole, lanes);
        double sum = VectorMath.laneSum(lanes);
        for (long i = whole; i < to; i++) {
            sum += Memory.float32(x + 4 * i);
        }
        return sum;
    }

    private static void addFours(long from, long to, long result) {
        FloatVector a = broadcast(0);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (long at = from; at < to; at += 4L * BYTES) {
            a = load(at).add(a);
            b = load(at + BYTES).add(b);
            c = load(at + 2L * BYTES).add(c);
            d = load(at + 3L * BYTES).add(d);
        }
        broadcast(0).add(a).add(b).add(c).add(d).intoMemorySegment(ALL, result, ORDER);
    }

    @Override
    public void triad(long a, long b, long c, double factor, long count, int times) {
        pool.run(pool.threads(), (from, to, worker) -> {
            long first = firstOf(from, count);
            long end = firstOf(to, count);
            for (int t = 0; t < times; t++) {
                triad(a, b, c, (float) factor, first, end);
            }
        });
    }

    private static void triad(long a, long b, long c, float factor, long from, long to) {
        long whole = from + ((to - from) & -LANES);
        triadVectors(a + 4 * from, b + 4 * from, c + 4 * from, factor, 4 * (whole - from));
        for (long i = whole; i < to; i++) {
            Memory.float32(a + 4 * i, Math.fma(Memory.float32(c + 4 * i), factor, Memory.float32(b + 4 * i)));
        }
    }

    private static void triadVectors(long a, long b, long c, float factor, long bytes) {
        FloatVector factors = broadcast(factor);
        for (long at = 0; at < bytes; at += BYTES) {
            store(load(c + at).fma(factors, load(b + at)), a + at);
        }
    }

    /// First number of a part; parts start on whole lines, so that no line is written by two workers.
    private long firstOf(int part, long count) {
        return part == pool.threads() ? count : part * count / pool.threads() & -(Memory.ALIGNMENT / 4);
    }
}
