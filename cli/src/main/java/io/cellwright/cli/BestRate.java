package io.cellwright.cli;

import java.util.function.LongToDoubleFunction;

/// How much of something is done a second at best: a loop is run in bursts, the more of it in each the faster it is.
final class BestRate {
    // Short beside the time that a scheduler gives: a burst that is interrupted says nothing.
    private static final double SHORTEST = 2e-4;
    private static final double LONGEST = 1e-3;

    private static final double BETTER = 1.05;
    private static final long PATIENCE_NANOS = 800_000_000;
    private static final long LONGEST_WARM_UP_NANOS = 6_000_000_000L;

    private final LongToDoubleFunction loop;
    private long amount = 1;
    private double best;

    /// @param loop does so many turns and answers with how much that was
    BestRate(LongToDoubleFunction loop) {
        this.loop = loop;
    }

    /// Runs one burst of less than a millisecond, or one turn of what takes longer; the first ones are shorter.
    void burst() {
        long start = System.nanoTime();
        double done = loop.applyAsDouble(amount);
        double seconds = Math.max(1, System.nanoTime() - start) / 1e9;
        best = Math.max(best, done / seconds);
        if (seconds < SHORTEST) {
            amount *= 2;
        } else if (seconds > LONGEST && amount > 1) {
            amount /= 2;
        }
    }

    /// Runs bursts until the best has not become better for a while: then the loop is compiled.
    void settle() {
        long begun = System.nanoTime();
        long better = begun;
        double before = best;
        long now = begun;
        while (now - better < PATIENCE_NANOS && now - begun < LONGEST_WARM_UP_NANOS) {
            burst();
            now = System.nanoTime();
            if (best > BETTER * before) {
                before = best;
                better = now;
            }
        }
    }

    /// The best of all bursts.
    double best() {
        return best;
    }
}
