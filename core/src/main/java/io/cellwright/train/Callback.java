package io.cellwright.train;

/// Watches a run; cannot steer it.
@FunctionalInterface
public interface Callback {
    /// Something happened.
    void on(TrainEvent event);

    /// Nobody watches.
    Callback NONE = event -> { };
}
