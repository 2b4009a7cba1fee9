package io.cellwright.cli;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

import io.cellwright.tensor.StepPart;

/// Takes the time of the parts of training steps. A part that comes more than once in a step is added up.
final class PartClock implements StepPart.Watch {
    private final LongSupplier nanoTime;
    private final Map<StepPart, double[]> millis = new EnumMap<>(StepPart.class);
    private final Map<StepPart, Sum> sums = new EnumMap<>(StepPart.class);
    private Sum now;
    private long since;

    /// Of a part in a step so far.
    private static final class Sum {
        private long nanos;
    }

    /// Keeps the times of so many steps.
    PartClock(LongSupplier nanoTime, int steps) {
        this.nanoTime = nanoTime;
        for (StepPart part : StepPart.values()) {
            millis.put(part, new double[steps]);
            sums.put(part, new Sum());
        }
        this.now = sum(StepPart.MINIBATCH);
    }

    /// A step begins, with its minibatch.
    void start() {
        sums.values().forEach(sum -> sum.nanos = 0);
        now = sum(StepPart.MINIBATCH);
        since = nanoTime.getAsLong();
    }

    @Override
    public void begins(StepPart part) {
        lap();
        now = sum(part);
    }

    private void lap() {
        long at = nanoTime.getAsLong();
        now.nanos += at - since;
        since = at;
    }

    private Sum sum(StepPart part) {
        return Objects.requireNonNull(sums.get(part));
    }

    /// The step is over.
    ///
    /// @param step its number among those that are kept; others are negative
    void done(int step) {
        lap();
        if (step >= 0) {
            millis.forEach((part, all) -> all[step] = sum(part).nanos / 1e6);
        }
    }

    /// Milliseconds of each part in each step that was kept.
    Map<StepPart, double[]> millis() {
        return millis;
    }
}
