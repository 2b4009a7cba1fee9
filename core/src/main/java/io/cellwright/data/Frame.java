package io.cellwright.data;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A table about cells (`obs`) or genes (`var`): names of the rows and columns in their order.
///
/// @param names the index, one name a row; names may repeat
/// @param columns the columns, each as long as `names`
public record Frame(List<String> names, List<Column> columns) {
    /// Checks that all columns fit.
    public Frame {
        names = List.copyOf(names);
        columns = List.copyOf(columns);
        for (Column column : columns) {
            if (column.size() != names.size()) {
                throw new IllegalArgumentException("column " + column.name() + " must have " + names.size()
                        + " rows but has " + column.size());
            }
        }
    }

    /// Number of rows.
    public int size() {
        return names.size();
    }

    /// The same table of some rows, in the order given.
    public Frame selectRows(int[] rows) {
        return new Frame(IntStream.of(rows).mapToObj(names::get).toList(),
                columns.stream().map(column -> column.selectRows(rows)).toList());
    }

    /// The column of that name.
    public Optional<Column> column(String name) {
        return columns.stream().filter(c -> c.name().equals(name)).findFirst();
    }
}
