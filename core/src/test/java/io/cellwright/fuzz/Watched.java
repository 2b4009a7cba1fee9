package io.cellwright.fuzz;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import com.sun.management.ThreadMXBean;

/// Runs something in a thread of its own, of which it is known how much it allocates and whether it ends. Parallel
/// streams that are begun in it stay in it.
public final class Watched implements AutoCloseable {
    /// Far more of a processor than any mutant needs: a loop without end is what is looked for. How long it takes on a
    /// busy machine does not count.
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int LOOK_SECONDS = 5;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final ForkJoinPool pool = new ForkJoinPool(1);

    /// What came of it.
    ///
    /// @param value what it gave
    /// @param allocated bytes that it took from the heap, those that it gave back again too
    public record Outcome<T>(T value, long allocated) {}

    /// Runs it.
    ///
    /// @throws AssertionError if it fails, or does not end
    public <T> Outcome<T> run(Callable<T> work) throws InterruptedException {
        AtomicReference<Optional<Running>> running = new AtomicReference<>(Optional.empty());
        Future<Outcome<T>> outcome = pool.submit(() -> {
            running.set(Optional.of(Running.now()));
            long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().threadId());
            T value = work.call();
            return new Outcome<>(value, THREADS.getThreadAllocatedBytes(Thread.currentThread().threadId()) - before);
        });
        while (true) {
            try {
                return outcome.get(LOOK_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new AssertionError("ends in " + deepest(e), deepest(e));
            } catch (TimeoutException e) {
                Optional<Running> now = Objects.requireNonNull(running.get());
                if (now.filter(Running::isEndless).isPresent()) {
                    throw new AssertionError("does not end: "
                            + Arrays.toString(now.get().thread.getStackTrace()), e);
                }
            }
        }
    }

    /// @param thread in which it runs
    /// @param before what its processor time was at the start
    private record Running(Thread thread, long before) {
        static Running now() {
            return new Running(Thread.currentThread(), THREADS.getThreadCpuTime(Thread.currentThread().threadId()));
        }

        boolean isEndless() {
            return THREADS.getThreadCpuTime(thread.threadId()) - before > MOST_NANOS;
        }
    }

    /// The pool wraps what it carries from thread to thread.
    private static Throwable deepest(Throwable e) {
        Throwable at = e;
        Throwable cause = e.getCause();
        while (cause != null && (at instanceof ExecutionException || cause.getClass() == at.getClass())) {
            at = cause;
            cause = at.getCause();
        }
        return at;
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
