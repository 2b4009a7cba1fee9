package io.cellwright.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import com.google.gson.JsonObject;
import io.cellwright.data.DataException;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.lr.LrScheduler;
import io.cellwright.tensor.Parameters;
import io.cellwright.train.Observation;
import io.cellwright.train.RunState;

/// A checkpoint that was read and found whole. It becomes a state to go on from once it is known to be of the same run.
public final class StoredCheckpoint {
    private final Path file;
    private final JsonObject json;
    private final RunIdentity identity;
    private final Arrays arrays;
    private final HistoryArrays history;
    private final Optional<Arrays> good;

    /// The arrays of a state.
    ///
    /// @param weights values and buffers
    /// @param moments of the optimizers
    /// @param average the moving average of the weights, if there is one
    /// @param best the best weights so far, if they are kept
    /// @param classified cells of the epoch that is under way
    record Arrays(Parameters.Snapshot weights, List<byte[]> moments, Optional<Parameters.Snapshot> average,
            Optional<Parameters.Snapshot> best, List<Observation> classified) {}

    StoredCheckpoint(Path file, JsonObject json, int[] train, int[] validation, Arrays arrays,
            HistoryArrays history, Optional<Arrays> good) {
        this.file = file;
        this.json = json;
        this.identity = StateJson.identity(json, train, validation);
        this.arrays = arrays;
        this.history = history;
        this.good = good;
    }

    /// The file that it was read from.
    public Path file() {
        return file;
    }

    /// Settings, data and split of its run.
    public RunIdentity identity() {
        return identity;
    }

    /// Work finished when it was written.
    public Progress progress() {
        return StateJson.progress(json);
    }

    /// The state to go on from.
    ///
    /// @param now the run that is to go on
    /// @param tolerance which settings may differ
    /// @param fresh the schedulers of that run when it begins
    /// @throws DataException if the checkpoint is of another run; it shows each difference
    public RunState state(RunIdentity now, RunIdentity.Tolerance tolerance, List<LrScheduler> fresh) {
        identity.requireSame(file, now, tolerance);
        return CheckpointFile.reading(file, () -> StateJson.state(json, fresh, arrays, history, good));
    }
}
