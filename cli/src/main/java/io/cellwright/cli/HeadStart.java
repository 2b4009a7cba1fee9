package io.cellwright.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Has the virtual machine compile, on a thread of its own, what will be needed once the file has been read.
///
/// Closing it ends what still runs at the next step, and does not wait.
final class HeadStart implements AutoCloseable {
    private static final Executor OWN_THREAD = work -> Thread.ofPlatform().daemon().name("head start").start(work);

    private final CompletableFuture<Void> work;
    private volatile boolean over;

    private HeadStart(boolean wanted, Consumer<BooleanSupplier> work) {
        this.work = wanted ? CompletableFuture.runAsync(() -> work.accept(() -> over), OWN_THREAD)
                : CompletableFuture.completedFuture(null);
    }

    /// Begins, if the process is a fresh one.
    ///
    /// @param work asks what it is given, after each step, whether to end early
    static HeadStart begin(Session session, Consumer<BooleanSupplier> work) {
        return new HeadStart(session.fresh(), work);
    }

    /// Waits for the end: what needs it would be slower without.
    void await() {
        try {
            work.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    @Override
    public void close() {
        over = true;
    }
}
