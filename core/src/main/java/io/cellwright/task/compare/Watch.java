package io.cellwright.task.compare;

/// Whoever wants to see how far a comparison is.
@FunctionalInterface
public interface Watch {
    /// Nobody watches.
    Watch NONE = turn -> { };

    /// A run begins, or is done.
    ///
    /// @param done finished runs, those of an earlier time among them
    /// @param total runs in all
    /// @param model name of the model of the run
    /// @param seed its seed
    /// @param fold its split, from 1
    /// @param kept whether it was there from an earlier time
    record Turn(int done, int total, String model, long seed, int fold, boolean kept) {}

    /// Takes note.
    void on(Turn turn);
}
