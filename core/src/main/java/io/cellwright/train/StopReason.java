package io.cellwright.train;

/// Why a run ended.
public enum StopReason {
    /// It did all that was planned.
    COMPLETED,
    /// The stopping rule.
    EARLY,
    /// Somebody asked.
    INTERRUPTED
}
