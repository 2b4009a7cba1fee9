package io.cellwright.anndata;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/// Makes a folder beside its final place and moves it there when it is whole and on disk. On any failure what was
/// written is removed.
///
/// Java has no call that replaces a folder that has something in it in one step: the old one is moved aside first, to a
/// hidden name beside it, and removed when the new one is there. A crash right between leaves the old one, whole, under
/// that name. Whoever looks for it then is told so ([#leftAside]), and the next writing puts it back before anything
/// else. Once the new one is there the old one gets yet another name, which nobody looks for: what a crash leaves of it
/// while it is deleted is not taken for whole. Linux can exchange two folders at once, but on some file systems only and by a native call that users of the
/// library would have to allow; what is needed without it serves everywhere.
final class AtomicFolder {
    private static final System.Logger LOG = System.getLogger(AtomicFolder.class.getName());

    private static final String OLD = ".old";
    private static final String GONE = ".gone";

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
        putBack(target);
        Path place = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath();
        String number = Long.toHexString(ThreadLocalRandom.current().nextLong()).toLowerCase(Locale.ROOT);
        Path part = place.resolveSibling("." + place.getFileName() + "." + number + ".part");
        Path old = place.resolveSibling("." + place.getFileName() + "." + number + OLD);
        Files.createDirectory(part);
        try {
            body.write((name, content) -> put(part.resolve(name), content));
            settleAll(part);
            replace(place, part, old);
        } finally {
            delete(part);
        }
        AtomicFile.settle(place.getParent());
        if (Files.exists(old)) {
            discard(place, old, old.resolveSibling("." + place.getFileName() + "." + number + GONE));
        }
    }

    private static void discard(Path place, Path old, Path gone) {
        try {
            Files.move(old, gone, StandardCopyOption.ATOMIC_MOVE);
            delete(gone);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} is written; what was there before could not be deleted and is {1}: {2}",
                    place, Files.exists(gone) ? gone : old, e.getMessage());
        }
    }

    /// What was in a place that is empty, where a crash came between the two renames of a replacement.
    static Optional<Path> leftAside(Path target) {
        Path place = target.toAbsolutePath();
        Path folder = place.getParent();
        if (folder == null || Files.exists(place, LinkOption.NOFOLLOW_LINKS) || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        Pattern aside = Pattern.compile(Pattern.quote("." + place.getFileName() + ".") + "[0-9a-f]{1,16}"
                + Pattern.quote(OLD));
        try (Stream<Path> beside = Files.list(folder)) {
            return beside.filter(path -> aside.matcher(String.valueOf(path.getFileName())).matches())
                    .filter(Files::isDirectory).max(Comparator.comparing(AtomicFolder::changed));
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the folder cannot be listed", e);
            return Optional.empty();
        }
    }

    private static FileTime changed(Path path) {
        try {
            return Files.getLastModifiedTime(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void putBack(Path target) throws IOException {
        Optional<Path> aside = leftAside(target);
        if (aside.isPresent()) {
            Files.move(aside.get(), target.toAbsolutePath(), StandardCopyOption.ATOMIC_MOVE);
            LOG.log(System.Logger.Level.WARNING, "{0} is back as it was before a replacement that was cut off", target);
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
                try {
                    Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException stays) {
                    e.addSuppressed(stays);
                }
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
