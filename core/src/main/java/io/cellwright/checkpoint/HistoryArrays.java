package io.cellwright.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.cellwright.tensor.Shape;
import io.cellwright.tensor.safetensors.SafeTensorsReader;
import io.cellwright.tensor.safetensors.SafeTensorsWriter;
import io.cellwright.tensor.safetensors.TensorInfo;
import io.cellwright.train.History;
import io.cellwright.train.History.Decision;
import io.cellwright.train.History.Entry;
import io.cellwright.train.History.Per;
import io.cellwright.train.History.Row;

/// A history as arrays: two for the numbers of each column, of which there are some for every step, and one that says in
/// which order all of them and the decisions came. The decisions themselves stand elsewhere.
///
/// @param columns the numbers of each
/// @param order for each row the place of its column, or -1 for a decision
record HistoryArrays(List<List<Entry>> columns, int[] order) {
    private static final String INDEX = ".index";
    private static final String VALUE = ".value";
    private static final String ORDER = "history.order";
    private static final int DECISION = -1;

    private record Column(Per per, String key) {}

    static void add(SafeTensorsWriter writer, History history) {
        Map<Column, Integer> places = new LinkedHashMap<>();
        for (Per per : Per.values()) {
            for (String key : history.keys(per)) {
                places.put(new Column(per, key), places.size());
                List<Entry> column = history.entries(key, per);
                Shape shape = Shape.of(column.size());
                writer.add(prefix(per) + key + INDEX, shape, column.stream().mapToLong(Entry::index).toArray());
                writer.add(prefix(per) + key + VALUE, shape, column.stream().mapToDouble(Entry::value).toArray());
            }
        }
        int[] order = history.rows().stream().mapToInt(row -> switch (row) {
            case Entry entry -> places.getOrDefault(new Column(entry.per(), entry.key()), DECISION);
            case Decision decision -> DECISION;
        }).toArray();
        writer.add(ORDER, Shape.of(order.length), order);
    }

    static HistoryArrays read(SafeTensorsReader reader) throws IOException {
        List<List<Entry>> columns = new ArrayList<>();
        for (TensorInfo tensor : reader.tensors()) {
            for (Per per : Per.values()) {
                if (tensor.name().startsWith(prefix(per)) && tensor.name().endsWith(INDEX)) {
                    columns.add(column(reader, per, tensor.name()));
                }
            }
        }
        return new HistoryArrays(columns, ClassifiedArrays.ints(reader, ORDER));
    }

    private static List<Entry> column(SafeTensorsReader reader, Per per, String index) throws IOException {
        String name = index.substring(0, index.length() - INDEX.length());
        long[] indices = reader.integers(index);
        double[] values = reader.doubles(name + VALUE);
        List<Entry> column = new ArrayList<>();
        for (int i = 0; i < indices.length; i++) {
            column.add(new Entry(name.substring(prefix(per).length()), per, indices[i], values[i]));
        }
        return column;
    }

    /// All rows with these decisions among them.
    ///
    /// @throws java.util.NoSuchElementException if there are fewer numbers or decisions than rows
    History history(List<Decision> decisions) {
        List<Iterator<Entry>> next = columns.stream().map(List::iterator).toList();
        Iterator<Decision> decided = decisions.iterator();
        List<Row> rows = new ArrayList<>();
        for (int place : order) {
            rows.add(place == DECISION ? decided.next() : next.get(place).next());
        }
        return History.of(rows);
    }

    private static String prefix(Per per) {
        return "history." + per.name().toLowerCase(Locale.ROOT) + ".";
    }
}
