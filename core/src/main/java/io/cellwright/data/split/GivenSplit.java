package io.cellwright.data.split;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import io.cellwright.data.Nearest;

/// Takes a split from a column of `obs`.
final class GivenSplit {
    /// The parts as a column names them, in the order of {@link Split}.
    private static final List<String> NAMES = List.of("train", "validation", "test");
    /// What the name of a column of truth values must have in it for each part.
    private static final List<String> IN_NAME = List.of("train", "val", "test");

    private GivenSplit() {}

    static Split of(SplitRule.Given rule, Frame obs, int[] rows) {
        Column column = ObsColumn.find(obs, rule.column());
        int[] sorted = Splitting.sorted(obs, rows);
        List<String> notes = new ArrayList<>();
        int[] part_n;
        if (column instanceof Column.Booleans truth) {
            int whenTrue = partOfTrue(truth);
            int whenFalse = whenTrue == 0 ? NAMES.indexOf("test") : 0;
            notes.add("In the column " + rule.column() + " true means " + NAMES.get(whenTrue) + " and false "
                    + NAMES.get(whenFalse));
            part_n = IntStream.of(sorted).map(i -> text(column, obs, i).equals("True") ? whenTrue : whenFalse)
                    .toArray();
        } else {
            part_n = IntStream.of(sorted).map(i -> part(column, obs, i)).toArray();
        }
        if (IntStream.of(part_n).noneMatch(p -> p == 0)) {
            throw new DataException("obs/" + rule.column(), "no cell is for training",
                    "Give some cells the value train");
        }
        Dealt dealt = new Dealt(sorted, part_n, notes);
        return new Split(dealt.of(0), dealt.of(1), dealt.of(2), rule, notes);
    }

    private static int part(Column column, Frame obs, int i) {
        String text = text(column, obs, i);
        int part = NAMES.indexOf(text);
        if (part < 0) {
            throw fault(column, "cell '" + obs.names().get(i) + "' has '" + text + "'",
                    "Values must be train, validation or test. " + Nearest.hint(text, NAMES));
        }
        return part;
    }

    private static String text(Column column, Frame obs, int i) {
        String text = column.text(i);
        if (text == null) {
            throw fault(column, "cell '" + obs.names().get(i) + "' has no value",
                    "Each cell must be of a part: fill the column in, or leave such cells out");
        }
        return text;
    }

    private static int partOfTrue(Column.Booleans column) {
        String name = column.name().toLowerCase(Locale.ROOT);
        int[] named = IntStream.range(0, NAMES.size()).filter(p -> name.contains(IN_NAME.get(p))).toArray();
        if (named.length != 1) {
            throw fault(column, "it holds truth values, and its name does not tell which part true means",
                    "Rename it so that it has one of " + String.join(", ", IN_NAME)
                            + " in it, or write train, validation and test into it");
        }
        return named[0];
    }

    private static DataException fault(Column column, String found, String remedy) {
        return new DataException("obs/" + column.name(), found, remedy);
    }
}
