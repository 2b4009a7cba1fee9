package io.cellwright.data.split;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.cellwright.data.Column;
import io.cellwright.data.Frame;
import org.jspecify.annotations.Nullable;

/// Tables about cells.
final class Obs {
    private Obs() {}

    /// Cells named `cell0` and so on with one column of texts.
    static Frame of(String column, @Nullable String... values) {
        return of(new Column.Strings(column, Arrays.asList(values)));
    }

    static Frame of(Column column) {
        return new Frame(IntStream.range(0, column.size()).mapToObj(i -> "cell" + i).toList(), List.of(column));
    }

    /// So many cells of classes `a`, `b` and so on, in mixed order.
    static Frame classes(String column, long seed, int... sizes) {
        List<String> values = new ArrayList<>();
        for (int c = 0; c < sizes.length; c++) {
            values.addAll(Collections.nCopies(sizes[c], name(c)));
        }
        Collections.shuffle(values, new Random(seed));
        return of(column, values.toArray(String[]::new));
    }

    static String name(int c) {
        return c < 26 ? String.valueOf((char) ('a' + c)) : "c" + c;
    }

    /// How many of the rows are of class `c`.
    static int count(Frame obs, int[] rows, int c) {
        Column column = obs.columns().getFirst();
        return (int) IntStream.of(rows).filter(i -> name(c).equals(column.text(i))).count();
    }
}
