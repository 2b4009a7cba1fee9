package io.cellwright.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

import io.cellwright.data.Column;
import io.cellwright.data.DataException;

/// A column as numbers: which group each cell is in.
///
/// @param names of the groups, in order
/// @param code group of each cell; -1 where unknown
record Grouping(List<String> names, int[] code) {
    /// The groups of a column.
    ///
    /// @param unknown the text that means unknown, as a missing value does
    static Grouping of(Column column, String unknown) {
        TreeSet<String> seen = new TreeSet<>();
        for (int i = 0; i < column.size(); i++) {
            String text = column.text(i);
            if (text != null && !text.equals(unknown)) {
                seen.add(text);
            }
        }
        return of(column, List.copyOf(seen));
    }

    /// The cells by these groups; -1 for any other.
    static Grouping of(Column column, List<String> names) {
        int[] code = new int[column.size()];
        Arrays.setAll(code, i -> {
            String text = column.text(i);
            return text == null ? -1 : names.indexOf(text);
        });
        return new Grouping(names, code);
    }

    /// Numbers of the cells whose group is known.
    int[] known() {
        return IntStream.range(0, code.length).filter(i -> code[i] >= 0).toArray();
    }

    /// The groups of some cells.
    int[] of(int[] cells) {
        return Arrays.stream(cells).map(i -> code[i]).toArray();
    }

    /// Ends with an explanation unless two groups or more are there.
    void requireTwo(Path file, String key) {
        if (names.size() < 2) {
            throw new DataException(file, "obs/" + key, names.isEmpty() ? "no cell has a label"
                    : "there is one group only, '" + names.getFirst() + "'", "Scores need two or more");
        }
    }
}
