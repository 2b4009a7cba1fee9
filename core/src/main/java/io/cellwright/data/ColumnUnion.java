package io.cellwright.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.cellwright.data.Column.Booleans;
import io.cellwright.data.Column.Categorical;
import io.cellwright.data.Column.Numbers;
import io.cellwright.data.Column.Strings;
import org.jspecify.annotations.Nullable;

/// The columns of one name of several tables, one below the other. Where a table has none, values are missing.
///
/// Categories are united in the order in which they come; they stay ordered where all tables have the same ones in one
/// order. Columns of different kinds become text.
final class ColumnUnion {
    private final String name;
    private final List<Optional<Column>> parts;
    private final int[] sizes;

    /// @param parts of each table its column
    /// @param sizes rows of each table
    ColumnUnion(String name, List<Optional<Column>> parts, int[] sizes) {
        this.name = name;
        this.parts = parts;
        this.sizes = sizes;
    }

    Column join() {
        if (all(Categorical.class)) {
            return categories();
        }
        if (all(Numbers.class)) {
            return numbers();
        }
        return all(Booleans.class) ? new Booleans(name, values((column, i) -> ((Booleans) column).values().get(i)))
                : new Strings(name, values(Column::text));
    }

    private boolean all(Class<? extends Column> kind) {
        return parts.stream().flatMap(Optional::stream).allMatch(kind::isInstance);
    }

    @FunctionalInterface
    private interface Value<T> {
        @Nullable T of(Column column, int row);
    }

    private <T> List<@Nullable T> values(Value<T> value) {
        List<@Nullable T> all = new ArrayList<>();
        for (int t = 0; t < sizes.length; t++) {
            for (int i = 0; i < sizes[t]; i++) {
                all.add(parts.get(t).isPresent() ? value.of(parts.get(t).get(), i) : null);
            }
        }
        return Collections.unmodifiableList(all);
    }

    private Column numbers() {
        double[] all = new double[Arrays.stream(sizes).sum()];
        boolean integral = true;
        int at = 0;
        for (int t = 0; t < sizes.length; t++) {
            if (parts.get(t).orElse(null) instanceof Numbers(_, double[] values, boolean whole)) {
                System.arraycopy(values, 0, all, at, values.length);
                integral &= whole;
            } else {
                Arrays.fill(all, at, at + sizes[t], Double.NaN);
            }
            at += sizes[t];
        }
        return new Numbers(name, all, integral);
    }

    private Column categories() {
        Map<String, Integer> codes = new LinkedHashMap<>();
        List<Categorical> columns = parts.stream().flatMap(Optional::stream).map(Categorical.class::cast).toList();
        columns.forEach(column -> column.categories().forEach(text -> codes.putIfAbsent(text, codes.size())));
        List<String> texts = List.copyOf(codes.keySet());
        boolean ordered = columns.stream().allMatch(column -> column.ordered() && column.categories().equals(texts));
        int[] all = new int[Arrays.stream(sizes).sum()];
        int at = 0;
        for (int t = 0; t < sizes.length; t++) {
            for (int i = 0; i < sizes[t]; i++) {
                String text = parts.get(t).isPresent() ? parts.get(t).get().text(i) : null;
                all[at++] = text == null ? -1 : codes.getOrDefault(text, -1);
            }
        }
        return new Categorical(name, all, texts, ordered);
    }
}
