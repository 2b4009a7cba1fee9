package io.cellwright.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import com.google.gson.JsonObject;
import io.cellwright.checkpoint.CheckpointFolder;
import io.cellwright.checkpoint.Interval;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.task.Training.Checkpointing;
import io.cellwright.train.RunState;
import io.cellwright.train.StateKeeper;

/// What checkpoints cost a run. It keeps some in a temporary folder, as any run does, and takes the time of each: from
/// before weights and moments are copied until the file is on the disk under its name.
final class CheckpointCost implements AutoCloseable {
    private static final double MINUTE = 60;

    private final CheckpointFolder folder;
    private final LongSupplier nanoTime;
    private final List<Double> seconds = new ArrayList<>();
    private long bytes;

    CheckpointCost(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        try {
            this.folder = CheckpointFolder.open(Files.createTempDirectory("cellwright-"), 1);
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary folder could be made for checkpoints", e);
        }
    }

    /// Keeps a checkpoint every so many steps, and one at the end.
    Checkpointing every(long steps) {
        return new Checkpointing(folder, new Interval.OfWork(Span.steps(steps)), false, StopWatch::new);
    }

    /// Takes the time of another keeper.
    private final class StopWatch implements StateKeeper {
        private final StateKeeper keeper;
        private long asked;

        StopWatch(StateKeeper keeper) {
            this.keeper = keeper;
        }

        @Override
        public boolean wants(Progress now, boolean last) {
            asked = nanoTime.getAsLong();
            return keeper.wants(now, last);
        }

        @Override
        public void keep(RunState state) {
            keeper.keep(state);
            seconds.add((nanoTime.getAsLong() - asked) / 1e9);
            bytes = size();
        }
    }

    private long size() {
        try (Stream<Path> files = Files.list(folder.place())) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException("the folder of checkpoints cannot be read", e);
        }
    }

    /// Seconds of all checkpoints together.
    double total() {
        return seconds.stream().mapToDouble(s -> s).sum();
    }

    /// What they cost, once the run is over.
    Summary summary() {
        List<Double> sorted = seconds.stream().sorted().toList();
        return new Summary(sorted.size(), sorted.get(sorted.size() / 2), bytes);
    }

    /// What checkpoints cost.
    ///
    /// @param count how many were kept
    /// @param median seconds of one
    /// @param bytes of the last one
    record Summary(int count, double median, long bytes) {
        /// The share of a run's time that one a minute takes.
        double shareOfARun() {
            return median / (MINUTE + median);
        }

        void addTo(JsonObject json) {
            json.addProperty("checkpoints", count);
            json.addProperty("checkpoint_ms_median", 1e3 * median);
            json.addProperty("checkpoint_bytes", bytes);
            json.addProperty("checkpoint_share_one_a_minute", shareOfARun());
        }

        @Override
        public String toString() {
            return "checkpoint: " + Numbers.significant(1e3 * median, 2) + " ms, " + Numbers.bytes(bytes)
                    + "; one a minute takes " + Numbers.significant(100 * shareOfARun(), 2) + " % of a run";
        }
    }

    @Override
    public void close() {
        folder.delete();
    }
}
