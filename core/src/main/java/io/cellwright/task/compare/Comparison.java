package io.cellwright.task.compare;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

import io.cellwright.model.Task;
import io.cellwright.task.estimator.Score;

/// What came of a comparison.
///
/// @param task what models were compared on
/// @param splits on which splits, in words
/// @param preparation how cells were made ready, in words
/// @param data SHA-256 of counts, genes and the columns in use
/// @param contestants all models with their settings, baselines first
/// @param baseline name of the baseline that models are tested against
/// @param skipped names of models that cannot do the task
/// @param runs all runs, by split, then by model
/// @param summaries each score of each model, by score, then by model
/// @param notes what the user should know of the splits
public record Comparison(Task task, String splits, String preparation, String data, List<Contestant> contestants,
        String baseline, List<String> skipped, List<RunResult> runs, List<ScoreSummary> summaries, List<String> notes) {
    /// Copies the lists.
    public Comparison {
        contestants = List.copyOf(contestants);
        skipped = List.copyOf(skipped);
        runs = List.copyOf(runs);
        summaries = List.copyOf(summaries);
        notes = List.copyOf(notes);
    }

    /// A model that took part.
    ///
    /// @param name its name
    /// @param settings its settings
    public record Contestant(String name, String settings) {}

    /// The name of the task.
    public String taskName() {
        return task.label();
    }

    /// Names of the scores, in the order in which they are told.
    public List<String> scores() {
        return summaries.stream().map(ScoreSummary::score).distinct().toList();
    }

    /// The score that a reader looks at first: macro-F1, for rare types count as much as common ones; accuracy of
    /// neighbours, or where there are no labels how well they tell expression; the squared error.
    public String mainScore() {
        return switch (task) {
            case CLASSIFICATION -> "macro_f1";
            case REPRESENTATION -> scores().contains("knn_accuracy") ? "knn_accuracy" : "neighbour_r2";
            case RECONSTRUCTION -> "mse";
        };
    }

    /// The summary of a score of a model, if it has it.
    public Optional<ScoreSummary> summary(String model, String score) {
        return summaries.stream().filter(s -> s.model().equals(model) && s.score().equals(score)).findFirst();
    }

    /// The runs of a model.
    public List<RunResult> runsOf(String model) {
        return runs.stream().filter(run -> run.model().equals(model)).toList();
    }

    /// Values of a score over the runs of a model, without those where it cannot be had.
    public double[] values(String model, String score) {
        return runsOf(model).stream().flatMap(run -> run.scores().stream())
                .filter(s -> s.name().equals(score) && Double.isFinite(s.value())).mapToDouble(Score::value).toArray();
    }

    /// Mean of what runs of a model took: `meanCost("vae", RunResult.Cost::fitSeconds)`.
    public double meanCost(String model, ToDoubleFunction<RunResult.Cost> cost) {
        return runsOf(model).stream().mapToDouble(run -> cost.applyAsDouble(run.cost())).average().orElse(Double.NaN);
    }

    /// The most memory of the process while the model was fitted, in bytes; empty where the system does not say.
    public OptionalDouble peakMemory(String model) {
        return runsOf(model).stream().flatMapToLong(run -> run.cost().peakMemory().stream()).asDoubleStream().max();
    }
}
