package io.cellwright.plan;

/// A minibatch of the full stream and one of the labelled stream.
///
/// @param all rows of the full minibatch
/// @param labelled rows of the labelled one; possibly none
public record SemiSupervisedBatch(int[] all, int[] labelled) {}
