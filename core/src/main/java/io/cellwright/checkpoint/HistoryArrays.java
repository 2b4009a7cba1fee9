package io.cellwright.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.cellwright.tensor.Shape;
import io.cellwright.tensor.safetensors.SafeTensorsReader;
import io.cellwright.tensor.safetensors.SafeTensorsWriter;
import io.cellwright.tensor.safetensors.TensorInfo;
import io.cellwright.train.History;
import io.cellwright.train.History.Entry;
import io.cellwright.train.History.Per;

/// The numbers of a history as arrays, two for each column: there are some for every step.
final class HistoryArrays {
    private static final String INDEX = ".index";
    private static final String VALUE = ".value";

    private HistoryArrays() {}

    static void add(SafeTensorsWriter writer, History history) {
        for (Per per : Per.values()) {
            for (String key : history.keys(per)) {
                List<Entry> column = history.entries(key, per);
                Shape shape = Shape.of(column.size());
                writer.add(prefix(per) + key + INDEX, shape, column.stream().mapToLong(Entry::index).toArray());
                writer.add(prefix(per) + key + VALUE, shape, column.stream().mapToDouble(Entry::value).toArray());
            }
        }
    }

    static List<Entry> read(SafeTensorsReader reader) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (TensorInfo tensor : reader.tensors()) {
            for (Per per : Per.values()) {
                String name = tensor.name();
                if (name.startsWith(prefix(per)) && name.endsWith(INDEX)) {
                    String column = name.substring(0, name.length() - INDEX.length());
                    long[] index = reader.integers(name);
                    double[] value = reader.doubles(column + VALUE);
                    for (int i = 0; i < index.length; i++) {
                        entries.add(new Entry(column.substring(prefix(per).length()), per, index[i], value[i]));
                    }
                }
            }
        }
        return entries;
    }

    private static String prefix(Per per) {
        return "history." + per.name().toLowerCase(Locale.ROOT) + ".";
    }
}
