package io.cellwright.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/// One column of a table about cells or genes.
public sealed interface Column {
    /// Name of the column.
    String name();

    /// Number of rows.
    int size();

    /// Row `i` as text; null where the value is missing.
    @Nullable String text(int i);

    /// The same column of some rows, in the order given.
    default Column selectRows(int[] rows) {
        return switch (this) {
            case Strings c -> new Strings(c.name, picked(c.values, rows));
            case Categorical c -> new Categorical(c.name, IntStream.of(rows).map(i -> c.codes[i]).toArray(), c.categories,
                    c.ordered);
            case Numbers c -> new Numbers(c.name, IntStream.of(rows).mapToDouble(i -> c.values[i]).toArray(),
                    c.integral);
            case Booleans c -> new Booleans(c.name, picked(c.values, rows));
        };
    }

    private static <T> List<@Nullable T> picked(List<@Nullable T> values, int[] rows) {
        List<@Nullable T> some = new ArrayList<>(rows.length);
        for (int i : rows) {
            some.add(values.get(i));
        }
        return Collections.unmodifiableList(some);
    }

    /// Texts; null where missing.
    record Strings(String name, List<@Nullable String> values) implements Column {
        @Override
        public int size() {
            return values.size();
        }

        @Override
        public @Nullable String text(int i) {
            return values.get(i);
        }
    }

    /// Texts from a short list of categories, in the order that the file gives; code -1 where missing.
    record Categorical(String name, int[] codes, List<String> categories, boolean ordered) implements Column {
        @Override
        public int size() {
            return codes.length;
        }

        @Override
        public @Nullable String text(int i) {
            return codes[i] < 0 ? null : categories.get(codes[i]);
        }
    }

    /// Numbers; NaN where missing. `integral` says that the file holds an integer type.
    record Numbers(String name, double[] values, boolean integral) implements Column {
        @Override
        public int size() {
            return values.length;
        }

        @Override
        public @Nullable String text(int i) {
            if (Double.isNaN(values[i])) {
                return null;
            }
            return integral ? Long.toString((long) values[i]) : Double.toString(values[i]);
        }
    }

    /// Truth values; null where missing.
    record Booleans(String name, List<@Nullable Boolean> values) implements Column {
        @Override
        public int size() {
            return values.size();
        }

        @Override
        public @Nullable String text(int i) {
            Boolean value = values.get(i);
            return value == null ? null : value ? "True" : "False";
        }
    }
}
