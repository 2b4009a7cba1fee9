package io.cellwright.task.compare;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

import io.cellwright.metric.PairedTest;
import io.cellwright.task.estimator.Score;

/// From runs to summaries.
final class Summaries {
    private final List<RunResult> runs;
    private final String baseline;
    /// Judging cells over training cells, for the paired tests.
    private final double ratio;

    private Summaries(List<RunResult> runs, String baseline) {
        this.runs = runs;
        this.baseline = baseline;
        this.ratio = runs.stream().mapToDouble(run -> (double) run.cells().judging() / run.cells().training()).average()
                .orElse(0);
    }

    /// A summary of each score of each model, models in the order of the runs.
    static List<ScoreSummary> of(List<RunResult> runs, String baseline) {
        Summaries summaries = new Summaries(runs, baseline);
        List<String> scores = runs.stream().flatMap(run -> run.scores().stream()).map(Score::name).distinct().toList();
        return scores.stream().flatMap(score -> summaries.ofScore(score).stream()).toList();
    }

    /// A place that all models were tried at.
    private record Place(long seed, int fold) {}

    /// A model's values of one score.
    private record Values(String model, Map<Place, Double> at) {
        /// Measured from one of them, so that equal values are their own mean and have no spread, to the last digit.
        double mean() {
            double one = at.values().iterator().next();
            return one + at.values().stream().mapToDouble(v -> v - one).sum() / at.size();
        }

        double deviation() {
            double mean = mean();
            double squares = at.values().stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
            return at.size() < 2 ? Double.NaN : Math.sqrt(squares / (at.size() - 1));
        }

        /// Differences at the places that both were tried at.
        double[] less(Values other) {
            return at.entrySet().stream().flatMapToDouble(entry -> Optional.ofNullable(other.at.get(entry.getKey()))
                    .map(value -> DoubleStream.of(entry.getValue() - value)).orElse(DoubleStream.empty())).toArray();
        }
    }

    private List<ScoreSummary> ofScore(String score) {
        List<Values> all = runs.stream().map(RunResult::model).distinct().map(model -> values(model, score))
                .filter(values -> !values.at.isEmpty()).toList();
        int sign = Score.lowerIsBetter(score) ? -1 : 1;
        Optional<Values> best = all.stream().max(Comparator.comparingDouble(values -> sign * values.mean()));
        Optional<Values> plain = all.stream().filter(values -> values.model.equals(baseline)).findFirst();
        return all.stream().map(mine -> new ScoreSummary(mine.model, score, mine.at.size(), mine.mean(),
                mine.deviation(), best.filter(mine::equals).isPresent(), paired(mine, plain), paired(mine, best)))
                .toList();
    }

    private Values values(String model, String score) {
        Map<Place, Double> at = new LinkedHashMap<>();
        for (RunResult run : runs) {
            run.scores().stream().filter(s -> run.model().equals(model) && s.name().equals(score)
                    && Double.isFinite(s.value())).forEach(s -> at.put(new Place(run.seed(), run.fold()), s.value()));
        }
        return new Values(model, at);
    }

    private Optional<PairedTest> paired(Values mine, Optional<Values> other) {
        return other.filter(values -> !values.equals(mine)).map(mine::less).filter(differences -> differences.length > 0)
                .map(differences -> PairedTest.of(differences, ratio));
    }
}
