package io.cellwright.train;

import java.util.Optional;

import io.cellwright.optim.GroupRules;
import io.cellwright.schedule.Span;

/// What watches over a run and how its steps are made, whatever is trained.
///
/// @param validateEvery validation every so many epochs or steps; empty for never
/// @param earlyStopping when to stop before the end
/// @param keepBest whose weights are put back at the end
/// @param clipping of gradients, over all parameters that follow one loss
/// @param accumulate minibatches whose gradients make one step: their mean, weighted by cells, at least 1. Batch
///     normalisation still sees one minibatch at a time
/// @param groups parts of the parameters with a rate and decay of their own, and frozen ones
/// @param average which average of the weights validation, the best weights and the end take; empty for none
/// @param retries how often a run that diverges goes back to the end of the last good epoch with half the rate
public record Control(Optional<Span> validateEvery, Optional<EarlyStopping> earlyStopping, Optional<KeepBest> keepBest,
        Clipping clipping, int accumulate, GroupRules groups, Optional<Averaging> average, int retries) {
    /// No validation, no rules, plain steps.
    public static final Control NONE = new Control(Optional.empty(), Optional.empty(), Optional.empty(),
            new Clipping.None(), 1, GroupRules.NONE, Optional.empty(), 0);

    /// Checks ranges. An interval of 0 is none.
    public Control {
        validateEvery = validateEvery.filter(span -> span.count() > 0);
        if (accumulate < 1) {
            throw new IllegalArgumentException("accumulated minibatches must be at least 1 but were " + accumulate);
        }
        if (retries < 0) {
            throw new IllegalArgumentException("retries of a run that diverges must be at least 0 but were " + retries);
        }
    }

    /// The same with validation each epoch, unless it was set.
    public Control validating() {
        return validateEvery.isPresent() ? this : withValidateEvery(Span.epochs(1));
    }

    /// The same with validation every so often.
    public Control withValidateEvery(Span span) {
        return new Control(Optional.of(span), earlyStopping, keepBest, clipping, accumulate, groups, average, retries);
    }

    /// The same with an early end.
    public Control withEarlyStopping(EarlyStopping rule) {
        return new Control(validateEvery, Optional.of(rule), keepBest, clipping, accumulate, groups, average, retries);
    }

    /// The same with the best weights put back.
    public Control withKeepBest(KeepBest rule) {
        return new Control(validateEvery, earlyStopping, Optional.of(rule), clipping, accumulate, groups, average,
                retries);
    }

    /// The same with clipping.
    public Control withClipping(Clipping other) {
        return new Control(validateEvery, earlyStopping, keepBest, other, accumulate, groups, average, retries);
    }

    /// The same with steps over so many minibatches.
    public Control withAccumulate(int minibatches) {
        return new Control(validateEvery, earlyStopping, keepBest, clipping, minibatches, groups, average, retries);
    }

    /// The same with other parts of the parameters.
    public Control withGroups(GroupRules rules) {
        return new Control(validateEvery, earlyStopping, keepBest, clipping, accumulate, rules, average, retries);
    }

    /// The same with averaged weights.
    public Control withAverage(Averaging rule) {
        return new Control(validateEvery, earlyStopping, keepBest, clipping, accumulate, groups,
                Optional.of(rule), retries);
    }

    /// The same with so many retries.
    public Control withRetries(int times) {
        return new Control(validateEvery, earlyStopping, keepBest, clipping, accumulate, groups, average, times);
    }
}
