package io.cellwright.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/// A fixed team of threads that runs one parallel region at a time.
///
/// Work comes as a number of blocks; worker `t` of `T` runs blocks `t*blocks/T` until `(t+1)*blocks/T`, always the
/// same ones, so that it finds in its cache what it left there. A kernel must give the same bits however blocks fall
/// to workers: what a block computes may depend on its number, never on the number of threads.
///
/// The hand-off spins before it parks: a region costs a fraction of a microsecond while regions follow each other
/// closely, and nothing while nobody trains.
public final class WorkerPool implements AutoCloseable {
    /// One worker's share of a region.
    @FunctionalInterface
    public interface Task {
        /// Runs blocks `from` until `to` as worker `worker`.
        void run(int from, int to, int worker);
    }

    private static final int SPINS = 20_000;
    private static final long PARK_NANOS = 50_000_000L;
    private static final long LATE_NANOS = 20_000L;

    private final int threads;
    private final int spins;
    private final Thread[] team;
    private final MemorySegment[] scratch;
    private final ReentrantLock busy = new ReentrantLock();
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger parked = new AtomicInteger();
    private final AtomicInteger generation = new AtomicInteger();
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;
    private @Nullable Task task;
    private int blocks;

    /// Starts `threads - 1` daemon threads; the caller of {@link #run} is the first worker.
    public WorkerPool(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1 but was " + threads);
        }
        this.threads = threads;
        // More workers than cores would spin on each other's time.
        this.spins = threads <= Runtime.getRuntime().availableProcessors() ? SPINS : 50;
        this.team = new Thread[threads];
        this.scratch = new MemorySegment[threads];
        for (int t = 0; t < threads; t++) {
            scratch[t] = MemorySegment.NULL;
        }
        for (int t = 1; t < threads; t++) {
            int worker = t;
            team[t] = Thread.ofPlatform().daemon().name("cellwright-" + t).start(() -> serve(worker));
        }
    }

    /// Number of workers, the caller included.
    public int threads() {
        return threads;
    }

    /// Runs all blocks and returns when the last is done. The first exception of any worker is thrown here.
    public void run(int blockCount, Task region) {
        busy.lock();
        try {
            if (threads == 1 || blockCount <= 1) {
                region.run(0, blockCount, 0);
                return;
            }
            task = region;
            blocks = blockCount;
            failure = null;
            left.set(threads - 1);
            generation.incrementAndGet();
            if (parked.get() > 0) {
                for (int t = 1; t < threads; t++) {
                    LockSupport.unpark(team[t]);
                }
            }
            share(0, region, blockCount);
            int spun = 0;
            while (left.get() > 0) {
                if (++spun < 4 * spins) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(this, LATE_NANOS);
                }
            }
            task = null;
            rethrow(failure);
        } finally {
            busy.unlock();
        }
    }

    /// Worker `worker`'s own buffer of at least `bytes` bytes, not cleared; it keeps its place until more is asked for.
    public long scratch(int worker, long bytes) {
        MemorySegment mine = scratch[worker];
        if (mine.byteSize() < bytes) {
            // Grown by half again, so that a slowly growing need does not allocate at each step.
            mine = Memory.allocate(Arena.ofAuto(), Memory.aligned(bytes + bytes / 2));
            scratch[worker] = mine;
        }
        return mine.address();
    }

    private void share(int worker, Task region, int blockCount) {
        int from = (int) ((long) worker * blockCount / threads);
        int to = (int) ((long) (worker + 1) * blockCount / threads);
        if (from < to) {
            try {
                region.run(from, to, worker);
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }
    }

    private void serve(int worker) {
        int seen = 0;
        while (true) {
            int spun = 0;
            while (generation.get() == seen) {
                if (++spun < spins) {
                    Thread.onSpinWait();
                } else {
                    parked.incrementAndGet();
                    if (generation.get() == seen && !closed) {
                        LockSupport.parkNanos(this, PARK_NANOS);
                    }
                    parked.decrementAndGet();
                }
                if (closed) {
                    return;
                }
            }
            seen = generation.get();
            Task region = task;
            if (region != null) {
                share(worker, region, blocks);
            }
            left.decrementAndGet();
        }
    }

    private static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    /// Ends the threads. The pool must be idle.
    @Override
    public void close() {
        closed = true;
        for (int t = 1; t < threads; t++) {
            LockSupport.unpark(team[t]);
        }
    }
}
