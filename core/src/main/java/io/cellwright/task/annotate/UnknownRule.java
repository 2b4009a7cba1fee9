package io.cellwright.task.annotate;

import java.util.Arrays;

/// Which cells are of no labelled type: those whose surroundings hold no larger share of labelled cells than the
/// threshold.
///
/// The threshold is a conformal one (Vovk, Gammerman and Shafer 2005): of n labelled cells, scored as if they had no
/// label, the `floor(rate (n + 1))`-th smallest score, so that a further cell of a labelled type falls on or below it
/// with a probability of at most the rate, if labelled cells were drawn from their types as the others were. With fewer
/// than `1 / rate - 1` such cells no threshold keeps to the rate, and no cell is unknown.
///
/// @param rate share of known cells that may be unknown
/// @param threshold largest score of an unknown cell; negative where none is
/// @param judged labelled cells that it was chosen by
/// @param heldOutRate share of these that are unknown
record UnknownRule(double rate, double threshold, int judged, double heldOutRate) {
    private static final double NONE = -1;

    /// @param score_n score of each cell, 0 or more; of a judge that with its own label hidden
    /// @param judges which cells choose the threshold
    static UnknownRule of(double rate, double[] score_n, int[] judges) {
        double[] sorted = Arrays.stream(judges).mapToDouble(i -> score_n[i]).sorted().toArray();
        int most = (int) Math.floor(rate * (sorted.length + 1));
        // Of equal scores all are unknown or none: a threshold that would take more than the rate moves down.
        while (most > 0 && most < sorted.length && sorted[most] == sorted[most - 1]) {
            most--;
        }
        double threshold = most == 0 ? NONE : sorted[most - 1];
        return new UnknownRule(rate, threshold, sorted.length, most / (double) Math.max(1, sorted.length));
    }

    boolean isUnknown(double score) {
        return score <= threshold;
    }
}
