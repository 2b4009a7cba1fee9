package io.cellwright.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

import io.cellwright.data.DataException;

/// Text that goes to a file, or comes with the library.
final class TextFile {
    private TextFile() {}

    /// Writes a file whole or not at all: a reader, or a crash, never meets half of it.
    static void write(Path path, String text) {
        try {
            // A link stays a link: what it points to is replaced.
            Path place = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
            Path part = place.resolveSibling("." + place.getFileName() + "."
                    + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".part");
            try {
                Files.writeString(part, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException unwritable) {
            throw new DataException(path, "", "cannot be written: " + unwritable, "Name a file in a folder that exists,"
                    + " can be written to and has room", unwritable);
        }
    }

    /// A file of this package.
    static String own(String name) {
        try (InputStream in = TextFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing beside the classes; build the library anew");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(name + " beside the classes cannot be read", unreadable);
        }
    }
}
