package io.cellwright.anndata.zarr;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.cellwright.data.DataException;

/// Keys as files of a folder. A symbolic link that leads out of it is refused.
final class FolderKeys implements Keys {
    private final Path folder;
    private final Path real;

    FolderKeys(Path folder) throws IOException {
        this.folder = folder;
        this.real = folder.toRealPath();
    }

    /// A file that was opened.
    private record Opened(FileChannel channel, long size) implements Stored {
        @Override
        public void read(long at, byte[] into, int length) throws IOException {
            ByteBuffer left = ByteBuffer.wrap(into, 0, length);
            while (left.hasRemaining()) {
                if (channel.read(left, at + left.position()) < 0) {
                    throw new EOFException("it ends at byte " + (at + left.position()));
                }
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                // It was only read from: nothing can be lost.
                System.getLogger(FolderKeys.class.getName()).log(System.Logger.Level.DEBUG, "closing a file", e);
            }
        }
    }

    @Override
    public Optional<Stored> open(String key) {
        try {
            Path file = real.resolve(key).toRealPath();
            if (!file.startsWith(real)) {
                throw bad(key, "is a link out of the folder, to " + file, "Put the data itself into the folder");
            }
            if (!Files.isRegularFile(file)) {
                throw bad(key, "is no file", "");
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            return Optional.of(new Opened(channel, channel.size()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | InvalidPathException e) {
            // The latter where the system's own encoding of names lacks a character.
            throw new DataException(folder, key, "cannot be read: " + e.getMessage(), "", e);
        }
    }

    @Override
    public List<String> children(String group) {
        try (Stream<Path> files = Files.list(real.resolve(group))) {
            return files.filter(FolderKeys::isNode).map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new DataException(folder, group, "cannot be listed: " + e.getMessage(), "", e);
        }
    }

    private static boolean isNode(Path file) {
        return Files.isDirectory(file) && METADATA.stream().anyMatch(name -> Files.exists(file.resolve(name)));
    }

    @Override
    public long bytes(long enough) {
        long[] bytes = {0};
        try {
            Files.walkFileTree(real, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    bytes[0] += attributes.size();
                    return bytes[0] >= enough ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new DataException(folder, "", "cannot be listed: " + e.getMessage(), "", e);
        }
        return bytes[0];
    }

    private DataException bad(String key, String found, String remedy) {
        return new DataException(folder, key, found, remedy);
    }

    @Override
    public void close() {
        // Files are closed one by one.
    }
}
