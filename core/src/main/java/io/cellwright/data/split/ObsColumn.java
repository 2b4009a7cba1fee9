package io.cellwright.data.split;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;

import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import io.cellwright.data.Nearest;

/// The values of a column of `obs` for some cells, as codes.
///
/// @param levels different values, sorted; a missing one is {@link #MISSING}
/// @param code_n level of each of the cells
record ObsColumn(List<String> levels, int[] code_n) {
    static final String MISSING = "(no value)";

    /// The column of that name.
    ///
    /// @throws DataException if there is none
    static Column find(Frame obs, String key) {
        return obs.column(key).orElseThrow(() -> new DataException("obs/" + key, "there is no such column",
                Nearest.hint(key, obs.columns().stream().map(Column::name).toList())));
    }

    static ObsColumn of(Column column, int[] rows) {
        String[] text_n = IntStream.of(rows).mapToObj(i -> Objects.requireNonNullElse(column.text(i), MISSING))
                .toArray(String[]::new);
        List<String> levels = List.copyOf(new TreeSet<>(Arrays.asList(text_n)));
        Map<String, Integer> codes = new HashMap<>();
        levels.forEach(level -> codes.put(level, codes.size()));
        return new ObsColumn(levels, Arrays.stream(text_n).mapToInt(codes::get).toArray());
    }

    /// Number of cells of each level.
    int[] sizes() {
        int[] size_c = new int[levels.size()];
        IntStream.of(code_n).forEach(c -> size_c[c]++);
        return size_c;
    }

    /// For each level the places among the cells of those that have it.
    int[][] places() {
        int[] size_c = sizes();
        int[][] place_c = new int[size_c.length][];
        Arrays.setAll(place_c, c -> new int[size_c[c]]);
        for (int i = code_n.length - 1; i >= 0; i--) {
            place_c[code_n[i]][--size_c[code_n[i]]] = i;
        }
        return place_c;
    }
}
