package io.cellwright.task.estimator;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.cellwright.data.CellData.Factor;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import io.cellwright.data.Nearest;

/// The levels of a column of `obs` that a network was trained with, in code order.
///
/// @param key name of the column
/// @param names the levels
public record Levels(String key, List<String> names) {
    private static final int SHOWN = 8;

    /// Copies the list.
    public Levels {
        names = List.copyOf(names);
    }

    /// The classes of some cells, sorted; a cell of the unlabelled category or without a value has none.
    ///
    /// @throws DataException if the column is not there
    public static Levels ofLabels(CellTable cells, String key, String unlabeled) {
        Column column = column(cells, key);
        TreeSet<String> seen = new TreeSet<>();
        for (int i = 0; i < column.size(); i++) {
            String text = column.text(i);
            if (text != null && !text.equals(unlabeled)) {
                seen.add(text);
            }
        }
        return new Levels(key, List.copyOf(seen));
    }

    /// The batches of all cells, sorted.
    ///
    /// @throws DataException if the column is not there or a cell has no value
    public static Levels ofBatches(CellTable cells, String key) {
        Column column = column(cells, key);
        TreeSet<String> seen = new TreeSet<>();
        for (int i = 0; i < column.size(); i++) {
            String text = column.text(i);
            if (text == null) {
                throw new DataException("obs/" + key, "cell '" + cells.obs().names().get(i) + "' has no value",
                        "Fill in or remove cells without a value");
            }
            seen.add(text);
        }
        return new Levels(key, List.copyOf(seen));
    }

    /// Codes of cells, -1 where the level is unknown.
    ///
    /// @throws DataException if the column is not there
    public Factor codes(CellTable cells) {
        return new Factor(codes(column(cells, key)), Math.max(1, names.size()));
    }

    /// Codes of cells whose class may be unknown, or one that was not trained on: -1. A table without the column has no
    /// classes.
    public Factor labels(CellTable cells) {
        return cells.obs().column(key).isEmpty() ? new Factor(unknown(cells.cells()), Math.max(1, names.size()))
                : codes(cells);
    }

    /// Codes of cells that must be of a known batch.
    ///
    /// @throws DataException if one is not, naming it and those that are known
    public Factor batches(CellTable cells) {
        Column column = column(cells, key);
        int[] codes = codes(column);
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] < 0) {
                throw new DataException("obs/" + key, "cell '" + cells.obs().names().get(i) + "' has '"
                        + column.text(i) + "', which the model does not know ("
                        + String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
                        + (names.size() > SHOWN ? ", …" : "") + ")",
                        "Rename it to one that it knows, or leave such cells out");
            }
        }
        return new Factor(codes, names.size());
    }

    private int[] codes(Column column) {
        Map<String, Integer> known = new HashMap<>();
        for (int c = 0; c < names.size(); c++) {
            known.put(names.get(c), c);
        }
        int[] codes = new int[column.size()];
        for (int i = 0; i < codes.length; i++) {
            String text = column.text(i);
            codes[i] = text == null ? -1 : known.getOrDefault(text, -1);
        }
        return codes;
    }

    private static int[] unknown(int cells) {
        int[] codes = new int[cells];
        Arrays.fill(codes, -1);
        return codes;
    }

    private static Column column(CellTable cells, String key) {
        return cells.obs().column(key).orElseThrow(() -> new DataException("obs/" + key, "there is no such column",
                Nearest.hint(key, cells.obs().columns().stream().map(Column::name).toList())));
    }
}
