package io.cellwright.task;

import java.util.List;

import io.cellwright.train.History;
import io.cellwright.train.StopReason;
import io.cellwright.train.TrainResult;

/// What a saved model says about how it was trained.
///
/// @param options what was asked for
/// @param epochs finished epochs
/// @param steps finished optimizer steps
/// @param reason why it stopped
/// @param last the last number of each metric, with its epoch
public record TrainingFacts(TrainOptions options, int epochs, long steps, StopReason reason,
        List<History.Entry> last) {
    /// Copies the list.
    public TrainingFacts {
        last = List.copyOf(last);
    }

    /// The facts of a run.
    public static TrainingFacts of(TrainOptions options, TrainResult result) {
        List<History.Entry> entries = result.history().entries().stream()
                .filter(e -> e.per() == History.Per.EPOCH).toList();
        List<History.Entry> last = result.history().keys().stream()
                .map(key -> entries.stream().filter(e -> e.key().equals(key)).reduce((a, b) -> b).orElseThrow())
                .toList();
        return new TrainingFacts(options, result.state().progress().epoch(), result.state().progress().step(),
                result.reason(), last);
    }
}
