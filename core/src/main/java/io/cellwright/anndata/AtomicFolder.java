package io.cellwright.anndata;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/// Makes a folder beside its final place and moves it there when it is whole and on disk. On any failure what was
/// written is removed.
///
/// No system replaces a folder that has something in it in one step: the old one is moved aside first, to a hidden name
/// beside it, and removed when the new one is there. A crash right between leaves the old one, whole, under that name.
final class AtomicFolder {
    private static final System.Logger LOG = System.getLogger(AtomicFolder.class.getName());

    private final Disk disk;

    AtomicFolder(Disk disk) {
        this.disk = disk;
    }

    /// Writes what is in the folder.
    @FunctionalInterface
    interface Body {
        void write(Inside files) throws IOException;
    }

    /// Takes files by their path within the folder, such as `obs/.zgroup`.
    @FunctionalInterface
    interface Inside {
        void put(String name, Content content) throws IOException;
    }

    /// Writes what is in a file.
    @FunctionalInterface
    interface Content {
        void write(OutputStream out) throws IOException;
    }

    void write(Path target, Body body) throws IOException {
        Path place = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
        String number = Long.toHexString(ThreadLocalRandom.current().nextLong()).toLowerCase(Locale.ROOT);
        Path part = place.resolveSibling("." + place.getFileName() + "." + number + ".part");
        Path old = place.resolveSibling("." + place.getFileName() + "." + number + ".old");
        Files.createDirectory(part);
        try {
            body.write((name, content) -> put(part.resolve(name), content));
            settleAll(part);
            replace(place, part, old);
        } finally {
            delete(part);
        }
        AtomicFile.settle(place.getParent());
        try {
            delete(old);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} is written; what was there before could not be deleted and is {1}: {2}",
                    place, old, e.getMessage());
        }
    }

    private void put(Path file, Content content) throws IOException {
        Path inside = file.getParent();
        if (inside != null) {
            Files.createDirectories(inside);
        }
        try (FileChannel channel = disk.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            content.write(Channels.newOutputStream(channel));
            channel.force(true);
        }
    }

    private static void replace(Path place, Path part, Path old) throws IOException {
        boolean there = Files.exists(place);
        if (there) {
            Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (there) {
                Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
            }
            throw e;
        }
    }

    /// Brings the names of all files to disk.
    private static void settleAll(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult postVisitDirectory(Path inside, @Nullable IOException failure) {
                AtomicFile.settle(inside);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path inside, @Nullable IOException failure) throws IOException {
                Files.delete(inside);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
