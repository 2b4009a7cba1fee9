package io.cellwright.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.cellwright.data.DataException;
import org.jspecify.annotations.Nullable;

/// The checkpoints of one run: files named after their steps, of which the newest few are kept. While it is open no
/// other process can open it; the system lets go of it when the process ends, however it ends.
public final class CheckpointFolder implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CheckpointFolder.class.getName());
    private static final Pattern NAME = Pattern.compile("step-(\\d{12})\\.safetensors");
    private static final Pattern UNFINISHED = Pattern.compile("\\.step-\\d{12}\\.safetensors\\..*\\.tmp");
    private static final String LOCK = ".lock";
    /// How many checkpoints are kept where nothing else is said: should the newest be damaged there is one before it.
    public static final int KEPT = 3;

    private final Path dir;
    private final int kept;
    private final FileChannel lock;

    private CheckpointFolder(Path dir, int kept, FileChannel lock) {
        this.dir = dir;
        this.kept = kept;
        this.lock = lock;
    }

    /// Opens a folder, which is made if it is not there, for this process alone. What a killed process left unfinished
    /// is taken away.
    ///
    /// @param kept how many checkpoints are kept, at least 1
    /// @throws DataException if another process has it open, or it cannot be written
    public static CheckpointFolder open(Path dir, int kept) {
        if (kept < 1) {
            throw new IllegalArgumentException("at least 1 checkpoint must be kept but was " + kept);
        }
        try {
            Files.createDirectories(dir);
            FileChannel channel = FileChannel.open(dir.resolve(LOCK), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            try {
                if (locked(channel) == null) {
                    throw new DataException(dir, "", "another process keeps its checkpoints here", "Let it end first, or "
                            + "name another folder");
                }
                for (Path left : files(dir, UNFINISHED)) {
                    Files.delete(left);
                }
                return new CheckpointFolder(dir, kept, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new DataException(dir, "", "checkpoints cannot be kept here: " + e,
                    "Check the rights of the folder and the space on the disk, or name another folder", e);
        }
    }

    private static @Nullable FileLock locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // This process has it open already.
            return null;
        }
    }

    /// Where it is.
    public Path place() {
        return dir;
    }

    /// Whether there is no checkpoint in it.
    public boolean isEmpty() {
        return all().isEmpty();
    }

    /// Checks that no run has left checkpoints here, before another begins.
    ///
    /// @throws DataException if one has
    public void requireEmpty() {
        List<Path> there = all();
        if (!there.isEmpty()) {
            throw new DataException(dir, there.getFirst().getFileName().toString(), "an earlier run has left its "
                    + "checkpoints here", "Go on with it by --resume " + dir + ", delete the folder, or name another");
        }
    }

    /// The newest checkpoint that is whole. Each that is not is named in the log, and the one before it is tried.
    ///
    /// @throws DataException if there is none
    public StoredCheckpoint newest() {
        Optional<DataException> fault = Optional.empty();
        for (Path file : all()) {
            try {
                return CheckpointFile.read(file);
            } catch (DataException e) {
                LOG.log(System.Logger.Level.WARNING, "{0}. The checkpoint before it is used", e.getMessage());
                fault = Optional.of(e);
            }
        }
        throw new DataException(dir, "", fault.isPresent() ? "none of its checkpoints is whole" : "there is no "
                + "checkpoint in it", "Begin a new run", fault.orElse(null));
    }

    /// Writes a checkpoint and then takes away those that are too old. What is written is there as a whole or not at
    /// all, whatever happens meanwhile.
    ///
    /// @throws IOException if it cannot be written; those that were there still are
    public void write(Checkpoint checkpoint) throws IOException {
        long step = checkpoint.state().state().progress().step();
        CheckpointFile.write(dir.resolve("step-%012d.safetensors".formatted(step)), checkpoint);
        List<Path> there = all();
        for (Path old : there.subList(Math.min(kept, there.size()), there.size())) {
            Files.delete(old);
        }
    }

    /// All checkpoints, the newest first.
    private List<Path> all() {
        try {
            return files(dir, NAME).stream().sorted(Comparator.reverseOrder()).toList();
        } catch (IOException e) {
            throw new DataException(dir, "", "the folder cannot be read: " + e, "Check its rights", e);
        }
    }

    private static List<Path> files(Path dir, Pattern name) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.filter(f -> name.matcher(String.valueOf(f.getFileName())).matches()).toList();
        }
    }

    /// Deletes the checkpoints.
    public void clear() {
        try {
            for (Path file : all()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The checkpoints of {0} could not be deleted: {1}", dir, e);
        }
    }

    /// Deletes the checkpoints, closes the folder and deletes it too, if nothing else is in it.
    public void delete() {
        clear();
        close();
        try {
            Files.delete(dir.resolve(LOCK));
            Files.delete(dir);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} could not be deleted: {1}", dir, e);
        }
    }

    /// Lets other processes in.
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} could not be unlocked: {1}", dir, e);
        }
    }
}
