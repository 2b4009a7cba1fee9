package io.cellwright.cli;

import java.util.function.LongSupplier;

import io.cellwright.task.compare.Watch;
import org.jspecify.annotations.Nullable;

/// Shows how far a comparison is: runs that were finished before do not count for its speed.
final class RunLines implements Watch, AutoCloseable {
    private final Screen screen;
    private final LongSupplier nanoTime;
    private @Nullable ProgressBar bar;
    private int kept;

    RunLines(Screen screen, LongSupplier nanoTime) {
        this.screen = screen;
        this.nanoTime = nanoTime;
    }

    @Override
    public void on(Turn turn) {
        if (turn.kept()) {
            kept++;
        }
        if (bar == null && !turn.kept()) {
            if (kept > 0) {
                screen.message("cellwright: finished before: " + Numbers.count(kept) + " of "
                        + Numbers.count(turn.total(), "run"));
            }
            bar = new ProgressBar(screen, nanoTime, "compare", "runs", turn.done(), turn.total());
        }
        if (bar != null) {
            bar.log(turn.done(), turn.model() + ", seed " + turn.seed() + ", split " + turn.fold());
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
