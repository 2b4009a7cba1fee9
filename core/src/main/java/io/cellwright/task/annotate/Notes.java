package io.cellwright.task.annotate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a user should know of labels before they are learnt from.
final class Notes {
    private static final int MOST = 8;

    private Notes() {}

    static List<String> of(LabelledCells cells) {
        int[] size_c = cells.sizes(cells.label_n());
        List<String> notes = new ArrayList<>();
        int[] single = IntStream.range(0, size_c.length).filter(c -> size_c[c] == 1).toArray();
        if (single.length > 0) {
            notes.add("One labelled cell only: " + listed(cells, single)
                    + "; it is always learnt from, so no score says how well its type is found");
        }
        int folds = cells.options().folds();
        int[] few = IntStream.range(0, size_c.length).filter(c -> size_c[c] > 1 && size_c[c] < folds).toArray();
        if (few.length > 0) {
            notes.add("Fewer labelled cells than folds (" + folds + "): " + listed(cells, few)
                    + "; some folds try none of them");
        }
        return notes;
    }

    private static String listed(LabelledCells cells, int[] classes) {
        return IntStream.of(classes).limit(MOST).mapToObj(c -> "'" + cells.classes().get(c) + "'")
                .collect(Collectors.joining(", "))
                + (classes.length > MOST ? " and " + (classes.length - MOST) + " more" : "");
    }
}
