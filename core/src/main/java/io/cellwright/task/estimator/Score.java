package io.cellwright.task.estimator;

import java.util.List;
import java.util.Set;

/// A number that says how good an answer is.
///
/// @param name such as `macro_f1`
/// @param value the number; NaN where it cannot be had
public record Score(String name, double value) {
    private static final Set<String> LOWER = Set.of("mse", "mae", "log_loss", "brier", "calibration_error",
            "batch_silhouette");

    /// Whether less of it is better: so it is with errors, and with how far batches lie apart.
    public boolean lowerIsBetter() {
        return lowerIsBetter(name);
    }

    /// Whether less of the score of that name is better.
    public static boolean lowerIsBetter(String name) {
        return LOWER.contains(name);
    }

    /// The value of the score of that name.
    ///
    /// @throws IllegalArgumentException if there is none; the message lists what there is
    public static double of(List<Score> scores, String name) {
        return scores.stream().filter(score -> score.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no score '" + name + "', only "
                        + String.join(", ", scores.stream().map(Score::name).toList()))).value();
    }
}
