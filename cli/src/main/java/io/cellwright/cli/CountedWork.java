package io.cellwright.cli;

import java.util.function.Function;
import java.util.function.IntConsumer;

/// Work that tells how much more of it is done, from several threads, and is shown on the screen while it lasts.
final class CountedWork {
    private final ProgressBar bar;
    private final long total;
    private long done;

    private CountedWork(ProgressBar bar, long total) {
        this.bar = bar;
        this.total = total;
    }

    /// Does it.
    ///
    /// @param unit what is counted, in the plural
    /// @param total how much there is to do, at most
    /// @param work gets what it is to tell how much more is done
    static <T> T show(Screen screen, String title, String unit, long total, Function<IntConsumer, T> work) {
        try (ProgressBar bar = new ProgressBar(screen, System::nanoTime, title, unit, 0, total)) {
            CountedWork counted = new CountedWork(bar, total);
            return work.apply(counted::add);
        }
    }

    private synchronized void add(int more) {
        done = Math.min(total, done + more);
        bar.update(done, "");
    }
}
