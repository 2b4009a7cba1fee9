package io.cellwright.report.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.cellwright.train.History;
import io.cellwright.train.History.Per;

/// How training went, epoch by epoch.
///
/// @param charts one for each quantity
public record Curves(List<Chart> charts) implements Section {
    private static final Set<String> PARTS = Set.of("train", "validation", "val", "test", "epoch");

    /// Copies the list.
    public Curves {
        charts = List.copyOf(charts);
    }

    /// One quantity.
    ///
    /// @param title its name
    /// @param lines on training cells, on validation cells, and so on
    public record Chart(String title, List<Line> lines) {
        /// Copies the list.
        public Chart {
            lines = List.copyOf(lines);
        }
    }

    /// The numbers of one key.
    ///
    /// @param key such as `elbo_train`
    /// @param epochs 0-based numbers of epochs, rising
    /// @param values the number of each of these epochs; what is not finite leaves a gap
    public record Line(String key, long[] epochs, double[] values) {
        /// @throws IllegalArgumentException if lengths differ
        public Line {
            if (epochs.length != values.length) {
                throw new IllegalArgumentException("values of " + key + " must be one an epoch but were "
                        + values.length + " for " + epochs.length + " epochs");
            }
        }
    }

    /// All numbers of epochs that a history has. Keys that differ only in the words train and validation share a chart.
    public static Curves of(History history) {
        return of(history, history.keys());
    }

    /// The numbers of these keys.
    ///
    /// @throws IllegalArgumentException if the history has no such key
    public static Curves of(History history, List<String> keys) {
        Map<String, List<Line>> charts = new LinkedHashMap<>();
        for (String key : keys) {
            List<History.Entry> entries = history.entries(key, Per.EPOCH);
            if (entries.isEmpty()) {
                throw new IllegalArgumentException("keys must be of the history, which has " + history.keys()
                        + ", but one was " + key);
            }
            charts.computeIfAbsent(quantity(key), name -> new ArrayList<>()).add(new Line(key,
                    entries.stream().mapToLong(History.Entry::index).toArray(),
                    entries.stream().mapToDouble(History.Entry::value).toArray()));
        }
        return new Curves(charts.entrySet().stream().map(e -> new Chart(e.getKey(), e.getValue())).toList());
    }

    private static String quantity(String key) {
        String rest = Stream.of(key.split("_")).filter(word -> !PARTS.contains(word)).collect(Collectors.joining("_"));
        return rest.isEmpty() ? key : rest;
    }
}
