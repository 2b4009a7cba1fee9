package io.cellwright.checkpoint;

/// Something that a run depends on, as two texts: the rate it was asked for, the sum of its counts.
///
/// @param name such as `options/plan/lr`
/// @param value in a form that is the same iff the thing is the same
public record Setting(String name, String value) {}
