package io.cellwright.task.annotate;

import java.util.Arrays;
import java.util.List;

/// Labels of cells, with how they came about.
///
/// A cell that has a label is answered as if it had none, by what had not seen it, so that labels can be checked
/// against the answers; the only labelled cell of its type is the exception.
///
/// @param classes names of the labelled types, sorted
/// @param best the most probable type of each cell, known or not
/// @param confidence calibrated probability of that type, for a cell of a labelled type: of the cells with 0.8 about
///     80 % are right
/// @param unknown whether the cell looks like one of a type that no label names
/// @param surroundings share of labelled cells around each cell: what `unknown` is decided by
/// @param chosen the candidate that gave the labels
/// @param scores what each candidate reached on held-out cells, in the order that was asked
/// @param unknowns how `unknown` was decided
/// @param notes what the user should know, a sentence each
public record Annotation(List<String> classes, int[] best, double[] confidence, boolean[] unknown,
        double[] surroundings, Candidate chosen, List<CandidateScore> scores, Unknowns unknowns, List<String> notes) {
    /// The answer for a cell of no labelled type.
    public static final String UNKNOWN = "unknown";

    /// How cells of no labelled type were told.
    ///
    /// @param rate share of the cells of labelled types that may come back unknown, as asked
    /// @param threshold largest share of labelled cells around an unknown cell; negative where no threshold keeps to
    ///     the rate, and no cell is unknown
    /// @param judged labelled cells that it was chosen by, their labels hidden
    /// @param heldOutRate share of these that came back unknown
    public record Unknowns(double rate, double threshold, int judged, double heldOutRate) {}

    /// Copies the lists.
    public Annotation {
        classes = List.copyOf(classes);
        scores = List.copyOf(scores);
        notes = List.copyOf(notes);
    }

    /// Number of cells.
    public int cells() {
        return best.length;
    }

    /// The most probable type of cell `i`, or `unknown`.
    public String label(int i) {
        return unknown[i] ? UNKNOWN : classes.get(best[i]);
    }

    /// Number of cells that are unknown.
    public int unknownCells() {
        int count = 0;
        for (boolean one : unknown) {
            count += one ? 1 : 0;
        }
        return count;
    }

    /// Number of cells that got each type, in the order of `classes`.
    public int[] cellsOfClasses() {
        int[] count_c = new int[classes.size()];
        for (int i = 0; i < best.length; i++) {
            count_c[best[i]] += unknown[i] ? 0 : 1;
        }
        return count_c;
    }

    /// The score of the chosen candidate.
    public CandidateScore score() {
        return scores.stream().filter(score -> score.candidate() == chosen).findFirst().orElseThrow();
    }

    /// The temperature that was applied to its probabilities.
    public double temperature() {
        return score().temperature();
    }

    @Override
    public String toString() {
        return chosen.label() + " for " + cells() + " cells of " + classes.size() + " types, " + unknownCells()
                + " unknown, mean confidence " + Arrays.stream(confidence).average().orElse(Double.NaN);
    }
}
