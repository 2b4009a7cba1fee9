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
    private final List<Observation.Classified> classified = new ArrayList<>();

    void add(List<Observation> observations) {
        for (Observation observation : observations) {
            switch (observation) {
                case Observation.Mean mean -> {
                    Sum sum = means.computeIfAbsent(mean.key(), key -> new Sum());
                    sum.sum += mean.sum();
                    sum.weight += mean.weight();
                }
                case Observation.Last number -> last.put(number.key(), number.value());
                case Observation.Classified cells -> classified.add(cells);
            }
        }
    }

    List<Metric> metrics() {
        List<Metric> all = new ArrayList<>();
        means.forEach((key, sum) -> all.add(new Metric(key, sum.sum / sum.weight)));
        last.forEach((key, value) -> all.add(new Metric(key, value)));
        if (!classified.isEmpty()) {
            all.addAll(ClassifierMetrics.of(classified));
        }
        return all;
    }
}
