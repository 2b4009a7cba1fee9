package io.cellwright.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;

import jdk.incubator.vector.FloatVector;

import static io.cellwright.kernel.Memory.ALL;
import static io.cellwright.kernel.VectorMath.ORDER;

/// {@link CountLoss} for floats by the Vector API, all in one pass over each cell.
///
/// Cells are computed in blocks of fixed size, which workers share out; each block, or each cell where cells differ in
/// their row of theta, has its own row of gradients of theta, and these rows are added in rising order. So the bits do
/// not depend on the number of threads. {@link CountRow} computes a cell.
final class VectorCountLoss implements CountLoss {
    /// Cells that add up their gradients of theta in one row.
    private static final int BLOCK = 8;
    /// Genes whose gradients of theta one worker adds at a time.
    private static final int GENES = 32 * VectorMath.LANES;

    private final WorkerPool pool;
    private final CountRow[] workers;
    private final ReentrantLock busy = new ReentrantLock();
    private MemorySegment dTheta = MemorySegment.NULL;

    VectorCountLoss(WorkerPool pool) {
        this.pool = pool;
        this.workers = new CountRow[pool.threads()];
        for (int t = 0; t < workers.length; t++) {
            workers[t] = new CountRow();
        }
    }

    @Override
    public void run(Call call) {
        int n = call.counts().n();
        int g = call.counts().g();
        busy.lock();
        try {
            long dTheta_ng = reserve(call);
            pool.runEvenly((n + BLOCK - 1) / BLOCK, (from, to, worker) -> {
                CountRow row = row(worker, g);
                for (int block = from; block < to; block++) {
                    block(call, block, row, dTheta_ng);
                }
            });
            if (call.gradients() && call.likelihood() != Likelihood.POISSON) {
                pool.runEvenly((g + GENES - 1) / GENES, (from, to, worker) -> {
                    long scratch = pool.scratch(worker, 8L * GENES);
                    for (int block = from; block < to; block++) {
                        thetaGradients(call, dTheta_ng, block * GENES, Math.min(g, (block + 1) * GENES), scratch);
                    }
                });
            }
        } finally {
            busy.unlock();
        }
    }

    @Override
    public void rates(RateLink link, long logLibrary_n, long rate_ng, int n, int g) {
        pool.runEvenly(n, (from, to, worker) -> {
            CountRow row = row(worker, g);
            for (int i = from; i < to; i++) {
                row.rates(link, Memory.float32(logLibrary_n + 4L * i), rate_ng + 4L * i * g);
            }
        });
    }

    private CountRow row(int worker, int g) {
        CountRow row = workers[worker];
        row.place(g, pool.scratch(worker, CountRow.scratchBytes(g)));
        return row;
    }

    /// Memory for the rows of gradients of theta, kept from call to call.
    private long reserve(Call call) {
        long bytes = 4L * CountRow.padded(call.counts().g()) * thetaRows(call);
        if (dTheta.byteSize() < bytes) {
            dTheta = Memory.allocate(Arena.ofAuto(), Memory.aligned(bytes + bytes / 2));
        }
        return dTheta.address();
    }

    private static int thetaRows(Call call) {
        int n = call.counts().n();
        if (call.likelihood() == Likelihood.POISSON) {
            return 0;
        }
        return call.rows() == 1 ? (n + BLOCK - 1) / BLOCK : n;
    }

    private static void block(Call call, int block, CountRow row, long dTheta_ng) {
        long rowBytes = 4L * CountRow.padded(call.counts().g());
        boolean dispersed = call.likelihood() != Likelihood.POISSON;
        boolean shared = call.rows() == 1;
        int end = Math.min(call.counts().n(), (block + 1) * BLOCK);
        for (int i = block * BLOCK; i < end; i++) {
            long sum = dTheta_ng + rowBytes * (shared ? block : i);
            if (dispersed && (!shared || i == block * BLOCK)) {
                Memory.zero(sum, rowBytes);
            }
            row.loss(call, i, sum);
        }
    }

    /// Adds the rows of each theta for some genes and turns the sums into weighted gradients of log theta.
    private static void thetaGradients(Call call, long dTheta_ng, int from, int to, long scratch) {
        long rowBytes = 4L * CountRow.padded(call.counts().g());
        int sums = thetaRows(call);
        float weight = (float) call.weight();
        long[] at = {0, scratch};
        Flat.Loop add = (there, first, count) -> add(there[0], there[1], count);
        Flat.Loop scale = (there, first, count) -> scale(there[0], there[1], count, weight);
        int padded = CountRow.padded(to - from);
        for (int r = 0; r < call.rows(); r++) {
            Memory.zero(scratch, 4L * padded);
            for (int i = 0; i < sums; i++) {
                if (call.rows() == 1 || Memory.int32(call.thetaRow_n() + 4L * i) == r) {
                    at[0] = dTheta_ng + i * rowBytes + 4L * from;
                    Flat.start(add, at, from, padded);
                }
            }
            long there = 4L * ((long) r * call.counts().g() + from);
            at[0] = scratch + 4L * GENES;
            Memory.copy(call.logTheta_rg() + there, at[0], 4L * (to - from));
            Flat.start(scale, at, from, padded);
            Memory.copy(scratch, call.dLogTheta_rg() + there, 4L * (to - from));
        }
    }

    private static void add(long x, long sum, long count) {
        for (long j = 0; j < 4 * count; j += VectorMath.BYTES) {
            VectorMath.store(VectorMath.load(sum + j).add(VectorMath.load(x + j)), sum + j);
        }
    }

    private static void scale(long logTheta, long sum, long count, float weight) {
        for (long j = 0; j < 4 * count; j += VectorMath.BYTES) {
            FloatVector byTheta = VectorMath.load(sum + j);
            VectorMath.exp(VectorMath.load(logTheta + j)).mul(byTheta).mul(weight)
                    .intoMemorySegment(ALL, sum + j, ORDER);
        }
    }
}
