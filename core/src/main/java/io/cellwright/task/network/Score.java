package io.cellwright.task.network;

import java.util.List;

/// A number that says how good an answer is.
///
/// @param name such as `macro_f1`
/// @param value the number; NaN where it cannot be had
public record Score(String name, double value) {
    /// The value of the score of that name.
    ///
    /// @throws IllegalArgumentException if there is none; the message lists what there is
    public static double of(List<Score> scores, String name) {
        return scores.stream().filter(score -> score.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no score '" + name + "', only "
                        + String.join(", ", scores.stream().map(Score::name).toList()))).value();
    }
}
