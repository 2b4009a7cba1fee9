package io.cellwright.cli;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

import io.cellwright.tensor.StepPart;

/// Takes the time of the parts of training steps. A part that comes more than once in a step is added up.
final class PartClock implements StepPart.Watch {
    private final LongSupplier nanoTime;
    private final Map<StepPart, double[]> millis = new EnumMap<>(StepPart.class);
    private final long[] sums = new long[StepPart.values().length];
    private StepPart now = StepPart.MINIBATCH;
    private long since;

    /// Keeps the times of so many steps.
    PartClock(LongSupplier nanoTime, int steps) {
        this.nanoTime = nanoTime;
        for (StepPart part : StepPart.values()) {
            millis.put(part, new double[steps]);
        }
    }

    /// A step begins, with its minibatch.
    void start() {
        Arrays.fill(sums, 0);
        now = StepPart.MINIBATCH;
        since = nanoTime.getAsLong();
    }

    @Override
    public void begins(StepPart part) {
        long at = nanoTime.getAsLong();
        sums[now.ordinal()] += at - since;
        now = part;
        since = at;
    }

    /// The step is over.
    ///
    /// @param step its number among those that are kept; others are negative
    void done(int step) {
        begins(now);
        if (step >= 0) {
            millis.forEach((part, all) -> all[step] = sums[part.ordinal()] / 1e6);
        }
    }

    /// Milliseconds of each part in each step that was kept.
    Map<StepPart, double[]> millis() {
        return millis;
    }
}
