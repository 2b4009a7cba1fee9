package io.cellwright.cli;

import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/// Whether the user wants a long command to stop. While one is open, the process lives on after Ctrl-C until it is
/// closed, so that what was reached can be saved.
final class Interruption implements AutoCloseable {
    private final CountDownLatch closed = new CountDownLatch(1);
    private final BooleanSupplier further;
    private final Thread hook = new Thread(this::askAndWait, "interruption");
    private volatile boolean requested;

    private Interruption(BooleanSupplier further) {
        this.further = further;
    }

    /// Listens from now on.
    ///
    /// @param further another source of the wish to stop
    static Interruption listen(BooleanSupplier further) {
        Interruption interruption = new Interruption(further);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /// Whether to stop. Cheap enough for every step.
    boolean requested() {
        return requested || further.getAsBoolean();
    }

    private void askAndWait() {
        requested = true;
        try {
            closed.await();
        } catch (InterruptedException e) {
            // The process is ending; there is nobody left to tell.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        if (!requested) {
            removeHook();
        }
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingNow) {
            // Ctrl-C came in between; the hook no longer waits for anything.
            requested = true;
        }
    }
}
