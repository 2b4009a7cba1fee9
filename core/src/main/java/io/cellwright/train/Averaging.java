package io.cellwright.train;

import java.util.OptionalDouble;

import io.cellwright.schedule.Span;

/// Which average of the weights a run validates and ends with, in place of the weights themselves. Running statistics are
/// averaged alike, where torch's `update_bn` goes through the data once more.
public sealed interface Averaging {
    /// How much of the average stays after step number `step`; empty where it does not move.
    OptionalDouble afterStep(long step);

    /// How much of the average stays when `epochs` epochs are finished; empty where it does not move.
    OptionalDouble afterEpoch(int epochs);

    /// Whether the average holds weights of the run yet.
    boolean hasBegun(int epochs, long step);

    /// An exponential moving average, moved each step. Step t keeps at most (1 + t) / (10 + t) of it, so that the first
    /// weights are soon forgotten.
    ///
    /// @param decay in (0, 1)
    record Exponential(double decay) implements Averaging {
        private static final double START = 10;

        /// Checks the range.
        public Exponential {
            if (!(decay > 0 && decay < 1)) {
                throw new IllegalArgumentException("the decay of averaged weights must be in (0, 1) but was " + decay);
            }
        }

        @Override
        public OptionalDouble afterStep(long step) {
            return OptionalDouble.of(Math.min(decay, (1.0 + step) / (START + step)));
        }

        @Override
        public OptionalDouble afterEpoch(int epochs) {
            return OptionalDouble.empty();
        }

        @Override
        public boolean hasBegun(int epochs, long step) {
            return true;
        }
    }

    /// The plain mean of the weights at the ends of epochs, or after steps, from one on: stochastic weight averaging
    /// (Izmailov et al. 2018; torch's `AveragedModel`). It goes with a rate that stays up, such as that of `SWALR`.
    ///
    /// @param from the first epoch, or step, whose end counts, at least 1
    record Equal(Span from) implements Averaging {
        /// Checks the range.
        public Equal {
            if (from.count() < 1) {
                throw new IllegalArgumentException("weights can be averaged from epoch or step 1 on but were from " + from);
            }
        }

        @Override
        public OptionalDouble afterStep(long step) {
            return from.unit() == Span.Unit.STEPS ? kept(step) : OptionalDouble.empty();
        }

        @Override
        public OptionalDouble afterEpoch(int epochs) {
            return from.unit() == Span.Unit.EPOCHS ? kept(epochs) : OptionalDouble.empty();
        }

        private OptionalDouble kept(long done) {
            double before = done - from.count();
            return before < 0 ? OptionalDouble.empty() : OptionalDouble.of(before / (before + 1));
        }

        @Override
        public boolean hasBegun(int epochs, long step) {
            return (from.unit() == Span.Unit.EPOCHS ? epochs : step) >= from.count();
        }
    }
}
