package io.cellwright.train;

/// What a run leaves behind, beside the weights in the model.
///
/// @param state where it stopped
/// @param history its metrics
/// @param reason why it stopped
public record TrainResult(TrainState state, History history, StopReason reason) {}
