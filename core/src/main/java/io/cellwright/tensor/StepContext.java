package io.cellwright.tensor;

/// What a forward pass needs to know about the step that it belongs to.
///
/// @param workspace memory and tape of the step
/// @param training whether layers behave as in training: minibatch statistics, dropout
/// @param noise where random numbers come from
public record StepContext(Workspace workspace, boolean training, Noise noise) {}
