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
/// Work comes as a number of blocks; the share of worker `t` of `T` are blocks `t*blocks/T` until `(t+1)*blocks/T`, always
/// the same ones, so that it finds in its cache what it left there. A kernel must give the same bits however blocks fall
/// to workers: what a block computes may depend on its number, never on the number of threads.
///
/// A worker takes its share when it comes. The caller, once done with its own, runs the shares of those that have not
/// come: on a machine whose cores are wanted by others too, a worker without a core would else hold up all of them. In
/// a region that {@link #runEvenly} starts, whoever is done helps those who are not: cores that are shared are never
/// equally fast.
///
/// The hand-off spins before it parks: a region costs a fraction of a microsecond while regions follow each other
/// closely, and nothing while nobody trains.
public final class WorkerPool implements AutoCloseable {
    /// Runs blocks of a region.
    @FunctionalInterface
    public interface Task {
        /// Runs blocks `from` until `to` as worker `worker`, which says whose scratch it may use and nothing else.
        void run(int from, int to, int worker);
    }

    /// What the workers watch, small so that it reaches them as one cache line.
    private static final class Order {
        /// Counts regions, or `CLOSED`. Written last, read first: it publishes the rest.
        private volatile long generation;
        private int blocks;
        private boolean evenly;
        private @Nullable Task task;
    }

    private static final Task DECOY = (from, to, worker) -> {};
    private static final Task SECOND_DECOY = (from, to, worker) -> {};
    private static final int SPINS = 20_000;
    private static final int PATIENT_SPINS = 1_000;
    private static final long LATE_NANOS = 20_000L;
    private static final long CLOSED = -1;
    /// Pieces that a share is cut into for others to help with: one half, one quarter, two eighths.
    private static final int PIECES = 4;
    private static final int PIECE_BITS = 8;
    private static final int COUNT_BITS = 24;
    /// Two cache lines: neighbours are fetched in pairs.
    private static final int LINE_LONGS = 16;

    private final int threads;
    private final int spins;
    private final Thread[] team;
    private final MemorySegment[] scratch;
    private final ReentrantLock busy = new ReentrantLock();
    private final AtomicInteger parked = new AtomicInteger();
    /// How many pieces of each worker's share are taken, in the low bits, with the region's number in the others; and
    /// behind them how many of all pieces are done, likewise. Each has lines of its own; the first ones have the array's
    /// length, which all read.
    private final AtomicLongArray states;
    private final int done;
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
        this.states = new AtomicLongArray((threads + 3) * LINE_LONGS);
        this.done = (threads + 1) * LINE_LONGS;
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
        run(blockCount, false, region);
    }

    /// The same for a region whose start costs little: a share comes in up to four calls, and who is done with its own
    /// runs what is left of others'. So nothing may be gathered by worker, nor be expected in scratch from an earlier
    /// call. Where blocks throw, all others still run.
    public void runEvenly(int blockCount, Task region) {
        run(blockCount, true, region);
    }

    private void run(int blockCount, boolean evenly, Task region) {
        enter();
        try {
            if (threads == 1 || blockCount <= 1) {
                if (blockCount > 0) {
                    start(region, 0, blockCount, 0);
                }
            } else {
                runShared(blockCount, evenly, region);
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

    private void runShared(int blockCount, boolean evenly, Task region) {
        long current = order.generation + 1;
        order.task = region;
        order.blocks = blockCount;
        order.evenly = evenly;
        order.generation = current;
        if (parked.get() > 0) {
            for (int t = 1; t < threads; t++) {
                LockSupport.unpark(team[t]);
            }
        }
        work(0, current);
        await(current << COUNT_BITS | (long) threads * PIECES);
        order.task = null;
        if (failure.get() != null) {
            rethrow(failure.getAndSet(null));
        }
    }

    private void await(long allDone) {
        int spun = 0;
        while (states.getAcquire(done) != allDone) {
            if (++spun < 4 * spins) {
                spin(spun);
            } else {
                LockSupport.parkNanos(this, LATE_NANOS);
            }
        }
    }

    /// Runs what worker `worker` finds to do in a region: its own share, then that of others.
    private void work(int worker, long current) {
        int pieces = share(worker, worker, current);
        // Seen too late, the flag keeps a worker from helping, or lets it look for work in vain.
        if (worker == 0 || order.evenly) {
            for (int k = 1; k < threads; k++) {
                pieces += share((worker + k) % threads, worker, current);
            }
        }
        if (pieces > 0) {
            addDone(current, pieces);
        }
    }

    /// Runs pieces of a share until all are taken; gives how many it has run.
    ///
    /// What the order says is read between two looks at the share: if it is still the same then, the region was not over,
    /// and the order was its.
    private int share(int share, int worker, long current) {
        int at = (share + 1) * LINE_LONGS;
        int ran = 0;
        while (true) {
            long state = states.getAcquire(at);
            long region = state >>> PIECE_BITS;
            int piece = region == current ? (int) (state & (1 << PIECE_BITS) - 1) : 0;
            Task task = order.task;
            int blocks = order.blocks;
            boolean evenly = order.evenly;
            // Whole shares are for their own worker and the caller.
            if (region > current || piece == PIECES || (!evenly && share != worker && worker != 0)) {
                return ran;
            }
            int next = evenly ? piece + 1 : PIECES;
            if (states.compareAndSet(at, state, current << PIECE_BITS | next)) {
                run(task, blocks, share, piece, next, evenly ? worker : share);
                ran += next - piece;
            }
        }
    }

    private void run(@Nullable Task task, int blocks, int share, int piece, int next, int worker) {
        int first = (int) ((long) share * blocks / threads);
        int size = (int) ((share + 1L) * blocks / threads) - first;
        int from = first + cut(size, piece);
        int to = first + cut(size, next);
        if (task != null && from < to) {
            try {
                start(task, from, to, worker);
            } catch (Throwable e) {
                // Of any kind: a worker that died here would leave the caller waiting for ever.
                failure.compareAndSet(null, e);
            }
        }
    }

    /// Where piece `piece` of `size` blocks begins.
    private static int cut(int size, int piece) {
        return piece == PIECES ? size : size - (size >> piece);
    }

    private void addDone(long current, int pieces) {
        long none = current << COUNT_BITS;
        while (true) {
            long before = states.get(done);
            // By their difference, so that a number that no longer fits in its bits does no harm.
            long counted = (before ^ none) >>> COUNT_BITS == 0 ? before : none;
            if (states.compareAndSet(done, before, counted + pieces)) {
                return;
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
            work(worker, current);
        }
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
