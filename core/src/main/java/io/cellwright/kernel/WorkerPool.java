package io.cellwright.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/// A fixed team of threads that runs one parallel region at a time.
///
/// Work comes as a number of blocks; worker `t` of `T` runs blocks `t*blocks/T` until `(t+1)*blocks/T`, always the
/// same ones, so that it finds in its cache what it left there. A kernel must give the same bits however blocks fall
/// to workers: what a block computes may depend on its number, never on the number of threads.
///
/// A worker takes its share when it comes. The caller, once done with its own, runs the shares of those that have not
/// come: on a machine whose cores are wanted by others too, a worker without a core would else hold up all of them.
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

    /// What the workers watch, small so that it reaches them as one cache line.
    private static final class Order {
        /// Counts regions, or `CLOSED`. Written last, read first: it publishes the rest.
        private volatile long generation;
        private int blocks;
        private @Nullable Task task;
    }

    private static final Task DECOY = (from, to, worker) -> {};
    private static final Task SECOND_DECOY = (from, to, worker) -> {};
    private static final int SPINS = 20_000;
    private static final int PATIENT_SPINS = 1_000;
    private static final long LATE_NANOS = 20_000L;
    private static final long CLOSED = -1;
    /// Two cache lines: neighbours are fetched in pairs.
    private static final int LINE_LONGS = 16;

    private final int threads;
    private final int spins;
    private final Thread[] team;
    private final MemorySegment[] scratch;
    private final ReentrantLock busy = new ReentrantLock();
    private final AtomicInteger parked = new AtomicInteger();
    /// What became of each worker's share: `2 g` once it has taken that of region `g`, `2 g + 1` once that is done.
    private final AtomicLongArray shares;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Order order = new Order();

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
        this.shares = new AtomicLongArray((threads + 1) * LINE_LONGS);
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

    /// Runs all blocks and returns when the last is done; what they wrote is then seen by the caller. Callers on
    /// several threads take turns. Where blocks throw, the other workers still end their shares, then the first
    /// exception is thrown here; the pool goes on.
    ///
    /// A single block runs on the calling thread. A region must not call this method of its own pool.
    public void run(int blockCount, Task region) {
        enter();
        try {
            if (threads == 1 || blockCount <= 1) {
                if (blockCount > 0) {
                    start(region, 0, blockCount, 0);
                }
            } else {
                runShared(blockCount, region);
            }
        } finally {
            busy.unlock();
        }
    }

    private void enter() {
        if (busy.isHeldByCurrentThread() || (!busy.tryLock() && isWorker(Thread.currentThread()))) {
            throw new IllegalStateException("a region must not start another region of its own pool");
        }
        if (!busy.isHeldByCurrentThread()) {
            busy.lock();
        }
        if (order.generation == CLOSED) {
            busy.unlock();
            throw new IllegalStateException("the pool is closed");
        }
    }

    private boolean isWorker(Thread thread) {
        for (int t = 1; t < threads; t++) {
            if (team[t].equals(thread)) {
                return true;
            }
        }
        return false;
    }

    private void runShared(int blockCount, Task region) {
        long current = order.generation + 1;
        order.task = region;
        order.blocks = blockCount;
        order.generation = current;
        if (parked.get() > 0) {
            for (int t = 1; t < threads; t++) {
                LockSupport.unpark(team[t]);
            }
        }
        share(0, region, blockCount);
        for (int t = 1; t < threads; t++) {
            finish(t, current, region, blockCount);
        }
        order.task = null;
        if (failure.get() != null) {
            rethrow(failure.getAndSet(null));
        }
    }

    /// Runs the share of a worker that has not taken it, or waits for one that has.
    private void finish(int worker, long current, Task region, int blockCount) {
        int at = worker * LINE_LONGS;
        long state = shares.getAcquire(at);
        if (state < 2 * current && shares.compareAndSet(at, state, 2 * current + 1)) {
            share(worker, region, blockCount);
            return;
        }
        int spun = 0;
        while (shares.getAcquire(at) != 2 * current + 1) {
            if (++spun < 4 * spins) {
                spin(spun);
            } else {
                LockSupport.parkNanos(this, LATE_NANOS);
            }
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

    /// Runs a task behind two decoys, so that C2 never inlines kernels into the pool, for the reason given in {@link
    /// Flat}.
    private static void start(Task region, int from, int to, int worker) {
        Task next = DECOY;
        for (int i = 0; i < 3; i++) {
            next.run(from, to, worker);
            next = i == 0 ? SECOND_DECOY : region;
        }
    }

    private void share(int worker, Task region, int blockCount) {
        int from = (int) ((long) worker * blockCount / threads);
        int to = (int) ((long) (worker + 1) * blockCount / threads);
        if (from < to) {
            try {
                start(region, from, to, worker);
            } catch (Throwable e) {
                // Of any kind: a worker that died here would leave the caller waiting for ever.
                failure.compareAndSet(null, e);
            }
        }
    }

    private void serve(int worker) {
        long seen = 0;
        while (true) {
            int spun = 0;
            long current = order.generation;
            while (current == seen) {
                if (++spun < spins) {
                    spin(spun);
                } else {
                    park(seen);
                }
                current = order.generation;
            }
            if (current == CLOSED) {
                return;
            }
            seen = current;
            serve(worker, current);
        }
    }

    /// Takes the share of a region, unless the caller has: then the region may be over, and the order another one.
    private void serve(int worker, long current) {
        int at = worker * LINE_LONGS;
        long state = shares.get(at);
        if (state >= 2 * current || !shares.compareAndSet(at, state, 2 * current)) {
            return;
        }
        Task region = order.task;
        if (region != null) {
            share(worker, region, order.blocks);
        }
        shares.setRelease(at, 2 * current + 1);
    }

    /// Lets go of the core now and then: on a machine that others use too, the thread waited for may need it. Nothing
    /// rests on the scheduler but speed.
    @SuppressWarnings("ThreadPriorityCheck")
    private static void spin(int spun) {
        if (spun % PATIENT_SPINS == 0) {
            Thread.yield();
        } else {
            Thread.onSpinWait();
        }
    }

    private void park(long seen) {
        parked.incrementAndGet();
        if (order.generation == seen) {
            LockSupport.park(this);
        }
        parked.decrementAndGet();
    }

    private static void rethrow(@Nullable Throwable failure) {
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new UndeclaredThrowableException(e);
        }
    }

    /// Ends the threads, after the region that runs, if any. May be called again.
    @Override
    public void close() {
        if (busy.isHeldByCurrentThread() || isWorker(Thread.currentThread())) {
            throw new IllegalStateException("a region must not close its own pool");
        }
        busy.lock();
        try {
            order.generation = CLOSED;
        } finally {
            busy.unlock();
        }
        for (int t = 1; t < threads; t++) {
            LockSupport.unpark(team[t]);
        }
    }
}
