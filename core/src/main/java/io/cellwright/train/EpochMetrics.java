package io.cellwright.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cellwright.train.TrainEvent.Metric;

/// Gathers the observations of an epoch's minibatches.
final class EpochMetrics {
    private static final class Sum {
        private double sum;
        private double weight;
    }

    private final Map<String, Sum> means = new LinkedHashMap<>();
    private final Map<String, Double> last = new LinkedHashMap<>();
    private final Map<String, Double> checked = new LinkedHashMap<>();
    private final List<Observation.Classified> classified = new ArrayList<>();

    /// The sums of an epoch that is under way.
    ///
    /// @param content what {@link #content} said
    static EpochMetrics of(List<Observation> content) {
        EpochMetrics metrics = new EpochMetrics();
        metrics.add(content);
        return metrics;
    }

    /// All that was gathered, as observations that give the same sums.
    List<Observation> content() {
        List<Observation> all = new ArrayList<>();
        means.forEach((key, sum) -> all.add(new Observation.Mean(key, sum.sum, sum.weight)));
        last.forEach((key, value) -> all.add(new Observation.Last(key, value)));
        checked.forEach((key, value) -> all.add(new Observation.Checked(key, value)));
        all.addAll(classified);
        return all;
    }

    void add(List<Observation> observations) {
        for (Observation observation : observations) {
            switch (observation) {
                case Observation.Mean mean -> {
                    Sum sum = means.computeIfAbsent(mean.key(), key -> new Sum());
                    sum.sum += mean.sum();
                    sum.weight += mean.weight();
                }
                case Observation.Last number -> last.put(number.key(), number.value());
                case Observation.Checked check -> checked.put(check.key(), check.value());
                case Observation.Classified cells -> classified.add(cells);
            }
        }
    }

    /// All metrics of the epoch.
    List<Metric> metrics() {
        List<Metric> all = unjudged();
        checked.forEach((key, value) -> all.add(new Metric(key, value)));
        return all;
    }

    /// The metrics on which no rule has judged yet.
    List<Metric> unjudged() {
        List<Metric> all = new ArrayList<>();
        means.forEach((key, sum) -> all.add(new Metric(key, sum.sum / sum.weight)));
        last.forEach((key, value) -> all.add(new Metric(key, value)));
        for (Phase phase : Phase.values()) {
            List<Observation.Classified> cells = classified.stream().filter(c -> c.phase() == phase).toList();
            if (!cells.isEmpty()) {
                all.addAll(ClassifierMetrics.of(cells));
            }
        }
        return all;
    }
}
