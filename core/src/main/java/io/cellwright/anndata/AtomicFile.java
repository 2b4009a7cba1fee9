package io.cellwright.anndata;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/// Makes a file beside its final place and moves it there when it is whole and on disk, so that the place holds either
/// what was there before or all of the new file. On any failure the part that was written is removed.
final class AtomicFile {
    private static final System.Logger LOG = System.getLogger(AtomicFile.class.getName());

    private final Disk disk;

    AtomicFile(Disk disk) {
        this.disk = disk;
    }

    /// Writes the file. The channel is open for reading and writing; its bytes must be on disk when the body ends.
    @FunctionalInterface
    interface Body {
        void write(FileChannel channel) throws IOException;
    }

    void write(Path target, Body body) throws IOException {
        // A link stays a link: what it points to is replaced.
        Path place = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
        Path folder = place.getParent();
        String number = Long.toHexString(ThreadLocalRandom.current().nextLong()).toLowerCase(Locale.ROOT);
        Path part = place.resolveSibling("." + place.getFileName() + "." + number + ".part");
        try {
            try (FileChannel channel = disk.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                    StandardOpenOption.WRITE)) {
                body.write(channel);
            }
            move(part, place);
        } finally {
            Files.deleteIfExists(part);
        }
        settle(folder);
    }

    private static void move(Path part, Path place) throws IOException {
        try {
            Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the folder's file system cannot replace a file in one step", e);
        }
    }

    /// Brings the new name to disk. Not every system lets a folder be opened; the file itself is safe by then.
    static void settle(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the folder cannot be synchronised", e);
        }
    }
}
