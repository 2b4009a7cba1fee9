package io.cellwright.cli;


import io.cellwright.checkpoint.CheckpointFolder;
import io.cellwright.checkpoint.Interval;
import io.cellwright.task.Training.Checkpointing;

/// The folder that a run keeps its states in while it goes.
///
/// @param folder the states
/// @param interval how often
/// @param resume whether to go on from the newest one there
/// @param temporary whether the folder is of no more use when the run has ended
record RunFolder(CheckpointFolder folder, Interval interval, boolean resume, boolean temporary)
        implements AutoCloseable {
    Checkpointing checkpointing() {
        return new Checkpointing(folder, interval, resume);
    }

    /// The run has ended and its results are written.
    void done() {
        if (temporary) {
            folder.clear();
        }
    }

    /// Leaves nothing behind where there is nothing to go on from.
    @Override
    public void close() {
        if (temporary && folder.isEmpty()) {
            folder.delete();
        } else {
            folder.close();
        }
    }
}
