package io.cellwright.train;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;

/// The metrics of a run, an epoch at a time, under scvi-tools' keys.
public final class History {
    /// One number of one epoch.
    ///
    /// @param epoch 0-based
    /// @param key such as `elbo_train`
    /// @param value the number
    public record Entry(int epoch, String key, double value) {}

    private final List<Entry> entries = new ArrayList<>();

    /// No epoch yet.
    public History() {}

    /// A history with these numbers, in this order.
    public static History of(List<Entry> entries) {
        History history = new History();
        history.entries.addAll(entries);
        return history;
    }

    History copy() {
        return of(entries);
    }

    void add(int epoch, List<TrainEvent.Metric> metrics) {
        for (TrainEvent.Metric metric : metrics) {
            entries.add(new Entry(epoch, metric.key(), metric.value()));
        }
    }

    /// All numbers in the order in which they came.
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /// Keys in the order in which they first came.
    public List<String> keys() {
        LinkedHashSet<String> keys = new LinkedHashSet<>();
        entries.forEach(e -> keys.add(e.key()));
        return List.copyOf(keys);
    }

    /// The number of that key in that epoch.
    public OptionalDouble at(String key, int epoch) {
        return entries.stream().filter(e -> e.epoch() == epoch && e.key().equals(key)).mapToDouble(Entry::value)
                .findFirst();
    }

    /// The last number of that key.
    public OptionalDouble last(String key) {
        return entries.stream().filter(e -> e.key().equals(key)).mapToDouble(Entry::value).reduce((a, b) -> b);
    }
}
