package io.cellwright.metric;

/// One bar of a reliability plot: the cells whose confidence is at least `from` and below `to`.
///
/// @param from lower end, included
/// @param to upper end, left out; the last bin is the single point 1 and has both ends there
/// @param cells cells in the bin
/// @param meanConfidence mean confidence of the cells, NaN where there are none
/// @param accuracy share of the cells predicted right, NaN where there are none
public record ReliabilityBin(double from, double to, int cells, double meanConfidence, double accuracy) {
}
