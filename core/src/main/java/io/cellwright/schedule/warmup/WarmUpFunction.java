package io.cellwright.schedule.warmup;


/// The factor of a warm-up.
@FunctionalInterface
public interface WarmUpFunction {
    /// The factor at t.
    ///
    /// @param t from 1, or 0, to `steps`
    /// @param steps length of the warm-up
    double at(long t, long steps);
}
