package io.cellwright.train;

import java.util.Optional;

import io.cellwright.schedule.Span;

/// How a run goes, whatever is trained.
///
/// @param length how long
/// @param validateEvery validation every so many epochs; 0 for never
/// @param earlyStopping when to stop before the end
/// @param keepBest key of the metric (lower is better) whose best weights are put back at the end
/// @param clipping of gradients
/// @param seed of noise and dropout
public record TrainerConfig(Span length, int validateEvery, Optional<EarlyStopping> earlyStopping,
        Optional<String> keepBest, Clipping clipping, long seed) {
    /// No validation, no early end, no clipping.
    public static TrainerConfig of(Span length, long seed) {
        return new TrainerConfig(length, 0, Optional.empty(), Optional.empty(), new Clipping.None(), seed);
    }

    /// The same with validation every so many epochs.
    public TrainerConfig withValidateEvery(int epochs) {
        return new TrainerConfig(length, epochs, earlyStopping, keepBest, clipping, seed);
    }

    /// The same with an early end; validation is then each epoch unless it was set.
    public TrainerConfig withEarlyStopping(EarlyStopping rule) {
        return new TrainerConfig(length, Math.max(1, validateEvery), Optional.of(rule), keepBest, clipping, seed);
    }

    /// The same with the best weights put back; validation is then each epoch unless it was set.
    public TrainerConfig withKeepBest(String metric) {
        return new TrainerConfig(length, Math.max(1, validateEvery), earlyStopping, Optional.of(metric), clipping,
                seed);
    }

    /// The same with clipping.
    public TrainerConfig withClipping(Clipping other) {
        return new TrainerConfig(length, validateEvery, earlyStopping, keepBest, other, seed);
    }
}
