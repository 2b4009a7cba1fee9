package io.cellwright.checkpoint;

import io.cellwright.train.RunState;

/// A run as it was between two steps, with what it depends on.
///
/// @param identity settings, data and split of the run
/// @param state what it goes on from
public record Checkpoint(RunIdentity identity, RunState state) {}
