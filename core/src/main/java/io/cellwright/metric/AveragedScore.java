package io.cellwright.metric;

/// Precision, recall and F1 over all classes, each between 0 and 1. The F1 is the average of the classes' F1, not the
/// harmonic mean of the other two.
public record AveragedScore(double precision, double recall, double f1) {
}
