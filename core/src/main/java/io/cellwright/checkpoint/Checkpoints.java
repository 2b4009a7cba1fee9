package io.cellwright.checkpoint;

import java.io.IOException;
import java.util.function.LongSupplier;

import io.cellwright.schedule.Progress;
import io.cellwright.train.RunState;
import io.cellwright.train.StateKeeper;

/// Keeps a run's states in a folder: every so often, and when the run ends or is interrupted.
///
/// A checkpoint that cannot be written, such as on a full disk, does not end the run: the first of such in a row is
/// logged, and the checkpoints before it stay as they are.
public final class Checkpoints implements StateKeeper {
    private static final System.Logger LOG = System.getLogger(Checkpoints.class.getName());

    private final CheckpointFolder folder;
    private final RunIdentity identity;
    private final Interval interval;
    private final LongSupplier nanoTime;
    private long lastNanos;
    private Progress last;
    private boolean failing;

    /// Keeps the states of one run.
    ///
    /// @param folder where
    /// @param identity of the run
    /// @param interval how often
    /// @param from work that the run begins with
    /// @param nanoTime the clock
    public Checkpoints(CheckpointFolder folder, RunIdentity identity, Interval interval, Progress from,
            LongSupplier nanoTime) {
        this.folder = folder;
        this.identity = identity;
        this.interval = interval;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong();
        this.last = from;
    }

    @Override
    public boolean wants(Progress now, boolean end) {
        return end || interval.isOver(nanoTime.getAsLong() - lastNanos, last, now);
    }

    @Override
    public void keep(RunState state) {
        try {
            folder.write(new Checkpoint(identity, state));
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.log(System.Logger.Level.WARNING, "The checkpoint at step {0} could not be written to {1}: {2}. The "
                        + "run goes on; the checkpoints before it are as they were. Later ones are tried without "
                        + "another word", Long.toString(state.state().progress().step()), folder.place(), e);
            }
            failing = true;
        }
        last = state.state().progress();
        lastNanos = nanoTime.getAsLong();
    }
}
