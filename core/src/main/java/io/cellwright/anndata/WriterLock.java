package io.cellwright.anndata;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.cellwright.data.DataException;
import org.jspecify.annotations.Nullable;

/// Keeps other writers away from a file from before any work until its results are in it. The lock lies on an empty
/// file beside it, which is taken away at the end. The system takes the lock itself away with the process, however
/// that ends: what a killed one leaves keeps nobody out.
///
/// Not on the file itself: POSIX systems drop all locks of a process on a file as soon as it closes that file once,
/// and whoever works with a file reads it too.
final class WriterLock implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WriterLock.class.getName());
    /// The system's locks keep processes apart. Within one, opening and closing the lock's file would drop the lock.
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final Path name;
    private final @Nullable FileChannel channel;
    /// A second deletion might take that of another writer away.
    private final AtomicBoolean nameRemoved = new AtomicBoolean();
    /// Once the process is told to end, the name goes; writing what is there has the lock on the file itself.
    private final Thread hook = new Thread(this::removeName, "writer-lock");

    private WriterLock(Path file, Path name, @Nullable FileChannel channel) {
        this.file = file;
        this.name = name;
        this.channel = channel;
    }

    /// Takes the lock.
    ///
    /// @throws DataException if another writer has it
    static WriterLock take(Path path) throws IOException {
        Path file = path.toRealPath();
        Path name = file.resolveSibling("." + file.getFileName() + ".lock");
        if (!HELD_HERE.add(file)) {
            throw inUse(path, null);
        }
        try {
            WriterLock lock = new WriterLock(file, name, channel(path, name));
            Runtime.getRuntime().addShutdownHook(lock.hook);
            return lock;
        } catch (IOException | RuntimeException | Error e) {
            HELD_HERE.remove(file);
            throw e;
        }
    }

    private static @Nullable FileChannel channel(Path path, Path name) throws IOException {
        Path folder = name.getParent();
        if (folder == null || !Files.isWritable(folder)) {
            LOG.log(System.Logger.Level.WARNING, "{0}: its folder is not writable, so no lock can lie in it: other "
                    + "programs are kept away only while results are written", path);
            return null;
        }
        FileChannel channel = null;
        while (channel == null) {
            channel = locked(path, name);
        }
        return channel;
    }

    /// The lock, or nothing where its file was taken away meanwhile by the one who had it.
    private static @Nullable FileChannel locked(Path path, Path name) throws IOException {
        createIfAbsent(name);
        FileChannel channel = null;
        try {
            Object key = key(name);
            channel = FileChannel.open(name, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(path, null);
            }
            if (Objects.equals(key, key(name))) {
                FileChannel held = channel;
                channel = null;
                return held;
            }
            return null;
        } catch (NoSuchFileException gone) {
            return null;
        } finally {
            if (channel != null) {
                channel.close();
            }
        }
    }

    private static void createIfAbsent(Path name) throws IOException {
        try {
            Files.createFile(name);
        } catch (FileAlreadyExistsException there) {
            // That of another writer, or what one left that was killed.
            LOG.log(System.Logger.Level.DEBUG, "{0} is there", name);
        }
    }

    /// What tells a file from another of the same name, where the system has it. Nothing is opened for it.
    private static @Nullable Object key(Path name) throws IOException {
        return Files.readAttributes(name, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    }

    static DataException inUse(Path file, @Nullable Exception cause) {
        return new DataException(file, "", "is being written to by another program",
                "Wait until it has ended, or write a new file with -o OUT.h5ad", cause);
    }

    private void removeName() {
        try {
            if (channel != null && nameRemoved.compareAndSet(false, true)) {
                Files.deleteIfExists(name);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the file of a lock stays, which keeps nobody out", e);
        }
    }

    /// Gives it back. The name goes first: who has opened it by then sees that it is another's.
    @Override
    public void close() throws IOException {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingNow) {
            LOG.log(System.Logger.Level.DEBUG, "the process is ending", endingNow);
        }
        removeName();
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            HELD_HERE.remove(file);
        }
    }
}
