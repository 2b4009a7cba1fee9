package io.cellwright.train;

import java.util.function.UnaryOperator;

import io.cellwright.schedule.Span;

/// How a run goes, whatever is trained.
///
/// @param length how long
/// @param control what watches over it and how its steps are made
/// @param seed of noise and dropout
public record TrainerConfig(Span length, Control control, long seed) {
    /// No validation, no early end, plain steps.
    public static TrainerConfig of(Span length, long seed) {
        return new TrainerConfig(length, Control.NONE, seed);
    }

    /// The same with another control: `config.with(c -> c.withAccumulate(4))`.
    public TrainerConfig with(UnaryOperator<Control> change) {
        return new TrainerConfig(length, change.apply(control), seed);
    }

    /// The same with validation every so many epochs.
    public TrainerConfig withValidateEvery(int epochs) {
        return with(c -> c.withValidateEvery(Span.epochs(epochs)));
    }

    /// The same with an early end; validation is then each epoch unless it was set.
    public TrainerConfig withEarlyStopping(EarlyStopping rule) {
        return with(c -> c.withEarlyStopping(rule).validating());
    }

    /// The same with the best weights put back; validation is then each epoch unless it was set.
    public TrainerConfig withKeepBest(KeepBest rule) {
        return with(c -> c.withKeepBest(rule).validating());
    }

    /// The same with clipping.
    public TrainerConfig withClipping(Clipping clipping) {
        return with(c -> c.withClipping(clipping));
    }
}
