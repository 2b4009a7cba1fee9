package io.cellwright.task.compare;

import java.util.List;
import java.util.OptionalLong;

import io.cellwright.task.estimator.Score;

/// What came of one model on one split with one seed.
///
/// @param key of all that it depends on, 64 hexadecimal digits
/// @param model name of the model
/// @param seed of split and model
/// @param fold number of the split among those of its seed, from 1
/// @param cells how many trained, watched and judged
/// @param scores how good it was on the judging cells
/// @param cost what it took
public record RunResult(String key, String model, long seed, int fold, Cells cells, List<Score> scores, Cost cost) {
    /// Copies the list.
    public RunResult {
        scores = List.copyOf(scores);
    }

    /// Numbers of cells.
    ///
    /// @param training that were trained on
    /// @param validation that were watched
    /// @param judging that judged
    public record Cells(int training, int validation, int judging) {}

    /// What a run took.
    ///
    /// @param prepareSeconds of splitting the cells and making them ready, once for all models of the split
    /// @param fitSeconds of the model's own fit
    /// @param judgeSeconds of its answers and of their scores
    /// @param memoryBefore bytes of memory of the whole process before the fit; empty where the system does not say
    /// @param peakMemory the most bytes while it was fitted
    public record Cost(double prepareSeconds, double fitSeconds, double judgeSeconds, OptionalLong memoryBefore,
            OptionalLong peakMemory) {}
}
