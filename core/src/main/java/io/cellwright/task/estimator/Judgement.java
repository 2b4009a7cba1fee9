package io.cellwright.task.estimator;

import java.util.List;
import java.util.Optional;

import io.cellwright.metric.Calibration;
import io.cellwright.metric.ConfusionMatrix;

/// How good a network is on cells that it was not trained on, beside baselines that were trained on the same cells.
///
/// @param part which cells judged it: `test`, or `validation` where there are no test cells
/// @param cells how many
/// @param model scores of the network
/// @param baselines scores of each baseline; none where the model is the only one
/// @param classes what it told of classes; empty where it tells none
public record Judgement(String part, int cells, List<Score> model, List<Baseline> baselines, Optional<Classes> classes) {
    /// A baseline.
    ///
    /// @param name what it is
    /// @param scores the same scores as the network's
    public record Baseline(String name, List<Score> scores) {}

    /// Answers about classes in full.
    ///
    /// @param names names of the classes
    /// @param confusion which was taken for which
    /// @param calibration whether the confidence is right
    public record Classes(List<String> names, ConfusionMatrix confusion, Calibration calibration) {}
}
