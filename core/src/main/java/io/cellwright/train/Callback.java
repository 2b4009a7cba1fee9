package io.cellwright.train;

import io.cellwright.tensor.StepPart;

/// Watches a run; cannot steer it.
@FunctionalInterface
public interface Callback {
    /// Something happened.
    void on(TrainEvent event);

    /// Who hears which part of a training step begins, asked once before the first one. Nothing is done for it but this
    /// call, a few times a step.
    default StepPart.Watch parts() {
        return StepPart.Watch.NONE;
    }

    /// Nobody watches.
    Callback NONE = event -> { };
}
