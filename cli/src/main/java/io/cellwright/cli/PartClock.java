package io.cellwright.cli;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;

import io.cellwright.tensor.StepPart;

/// Takes the time of the parts of training steps. A part that comes more than once in a step is added up.
final class PartClock implements StepPart.Watch {
    private final LongSupplier nanoTime;
    private final Map<StepPart, double[]> millis = new EnumMap<>(StepPart.class);
    private final Map<StepPart, Long> sums = new EnumMap<>(StepPart.class);
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
        sums.clear();
        now = StepPart.MINIBATCH;
        since = nanoTime.getAsLong();
    }

    @Override
    public void begins(StepPart part) {
        long at = nanoTime.getAsLong();
        sums.merge(now, at - since, Long::sum);
        now = part;
        since = at;
    }

    /// The step is over.
    ///
    /// @param step its number among those that are kept; others are negative
    void done(int step) {
        begins(now);
        if (step >= 0) {
            millis.forEach((part, all) -> all[step] = sums.getOrDefault(part, 0L) / 1e6);
        }
    }

    /// Milliseconds of each part in each step that was kept.
    Map<StepPart, double[]> millis() {
        return millis;
    }
}
