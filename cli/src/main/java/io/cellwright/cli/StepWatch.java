package io.cellwright.cli;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

import io.cellwright.tensor.StepPart;
import io.cellwright.train.Callback;
import io.cellwright.train.TrainEvent;

/// Takes the time of training steps, and passes on after each turn of them.
final class StepWatch implements Callback {
    /// Steps of a turn: long beside what the first one finds cold, short beside what disturbs a machine.
    private static final int TURN = 25;

    private final int warm;
    private final double[] millis;
    private final Runnable pass;
    private final Optional<PartClock> parts;
    private int done;
    private long last;
    private double loss;

    /// Times `steps` steps after `warm` others.
    ///
    /// @param byParts whether to time the parts of steps too
    /// @param pass gives way to other work, once a turn
    StepWatch(int warm, int steps, boolean byParts, Runnable pass) {
        this.warm = warm;
        this.millis = new double[steps];
        this.pass = pass;
        this.parts = byParts ? Optional.of(new PartClock(System::nanoTime, steps)) : Optional.empty();
    }

    /// How long steps took, and what they led to.
    ///
    /// @param millis of each measured step, in the order of time
    /// @param parts the same of each part of a step; nothing where parts were not timed
    /// @param loss of the last step
    /// @param weights SHA-256 of the weights at the end
    /// @param memory that they and a step took
    record Measured(double[] millis, Map<StepPart, double[]> parts, double loss, String weights, StepMemory memory) {
        /// The step that the share `q` of all steps is not slower than.
        double quantile(double q) {
            return quantile(millis, q);
        }

        /// The same of a part.
        double quantile(StepPart part, double q) {
            return quantile(parts.getOrDefault(part, new double[1]), q);
        }

        private static double quantile(double[] millis, double q) {
            double[] sorted = millis.clone();
            Arrays.sort(sorted);
            return sorted[(int) Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
        }
    }

    /// Whether all steps are done.
    boolean isOver() {
        return done >= warm + millis.length;
    }

    /// The result, once it is over.
    Measured measured(String weights, StepMemory memory) {
        return new Measured(millis, parts.map(PartClock::millis).orElse(Map.of()), loss, weights, memory);
    }

    @Override
    public StepPart.Watch parts() {
        return parts.<StepPart.Watch>map(clock -> clock).orElse(StepPart.Watch.NONE);
    }

    @Override
    public void on(TrainEvent event) {
        if (event instanceof TrainEvent.Started) {
            parts.ifPresent(PartClock::start);
            last = System.nanoTime();
        } else if (event instanceof TrainEvent.StepDone step) {
            long now = System.nanoTime();
            if (done >= warm) {
                millis[done - warm] = (now - last) / 1e6;
            }
            int measured = done - warm;
            parts.ifPresent(clock -> clock.done(measured));
            done++;
            loss = step.loss();
            if (done % TURN == 0) {
                pass.run();
            }
            parts.ifPresent(PartClock::start);
            last = System.nanoTime();
        }
    }
}
