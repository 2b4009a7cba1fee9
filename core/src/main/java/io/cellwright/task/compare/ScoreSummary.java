package io.cellwright.task.compare;

import java.util.Optional;

import io.cellwright.metric.PairedTest;

/// One score of one model over all its runs.
///
/// @param model name of the model
/// @param score name of the score
/// @param runs runs that have it: not all do where it cannot be had on some split
/// @param mean their mean
/// @param deviation their standard deviation, divided by one less than their number; NaN for one run
/// @param best whether no model has a better mean
/// @param againstBaseline this model less the baseline, on the same splits; empty for the baseline itself
/// @param againstBest this model less the one with the best mean; empty for that one
public record ScoreSummary(String model, String score, int runs, double mean, double deviation, boolean best,
        Optional<PairedTest> againstBaseline, Optional<PairedTest> againstBest) {}
