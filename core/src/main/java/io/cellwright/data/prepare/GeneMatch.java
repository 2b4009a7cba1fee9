package io.cellwright.data.prepare;

import java.util.ArrayList;
import java.util.List;

/// How the genes of a table match those that a preparation was fitted on.
///
/// @param found number of genes that the preparation keeps and the table has
/// @param missing genes that it keeps and the table lacks; they count as zero
/// @param missingFromTotals genes that it does not keep, but that cells had counts of where it was fitted, and that the
///         table lacks; totals are without them
/// @param extra genes that it does not know; they are left out, and totals are without them
public record GeneMatch(int found, List<String> missing, List<String> missingFromTotals, List<String> extra) {
    private static final int SHOWN = 5;

    /// Copies the lists.
    public GeneMatch {
        missing = List.copyOf(missing);
        missingFromTotals = List.copyOf(missingFromTotals);
        extra = List.copyOf(extra);
    }

    /// Share of the genes to be kept that were found.
    public double share() {
        return (double) found / Math.max(1, found + missing.size());
    }

    /// What the user should know, a sentence each; empty where all genes are the same.
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!missing.isEmpty()) {
            notes.add(missing.size() + " of the " + (found + missing.size()) + " genes are missing and count as zero: "
                    + shown(missing));
        }
        if (!missingFromTotals.isEmpty()) {
            notes.add(missingFromTotals.size() + " genes that only count in totals are missing: "
                    + shown(missingFromTotals));
        }
        if (!extra.isEmpty()) {
            notes.add(extra.size() + " genes are unknown and left out: " + shown(extra));
        }
        return notes;
    }

    private static String shown(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                + (names.size() > SHOWN ? ", …" : "");
    }
}
