package io.cellwright.schedule;

import java.util.OptionalDouble;

/// What is known when an epoch is over: its metrics under the keys of the history.
@FunctionalInterface
public interface EpochSummary {
    /// The metric of that key in this epoch, if it was computed.
    OptionalDouble metric(String key);
}
