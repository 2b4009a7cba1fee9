package io.cellwright.task.folder;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import io.cellwright.data.DataException;

/// Puts a folder of a model in its place as a whole: written beside, forced to the disk, then renamed. Between the two
/// renames of a replacement the old folder lies beside as `.NAME.….old`; a crash just then loses neither.
public final class ModelFolder {
    /// The file that says what the model is.
    public static final String MANIFEST = "manifest.json";
    /// The file of its weights.
    public static final String WEIGHTS = "weights.safetensors";
    /// What to do about a file that is not as it was saved.
    public static final String DAMAGED = "Copy the folder again from where it was saved, or train and save the model again";
    private static final List<String> FILES = List.of(MANIFEST, WEIGHTS, Checksums.FILE);

    private ModelFolder() {}

    /// What fills an empty folder.
    @FunctionalInterface
    public interface Filling {
        void fill(Path folder) throws IOException;
    }

    /// Fills a new folder and gives it the name `dir`, in place of a model folder of that name.
    ///
    /// @throws DataException if something that is no model has the name
    /// @throws IOException if writing fails; what was there before is still there
    public static void write(Path dir, Filling filling) throws IOException {
        Path place = place(dir);
        requireReplaceable(dir, place);
        Files.createDirectories(parent(place));
        String unique = "." + place.getFileName() + "." + UUID.randomUUID();
        Path fresh = Files.createDirectory(place.resolveSibling(unique + ".tmp"));
        try {
            filling.fill(fresh);
            syncFolder(fresh);
            swap(place, fresh, place.resolveSibling(unique + ".old"));
            syncFolder(parent(place));
        } finally {
            delete(fresh);
        }
    }

    /// Checks, without writing anything, what [#write] will need.
    ///
    /// @throws DataException if something that is no model has the name, or nothing may be written there
    public static void requireWritable(Path dir) throws IOException {
        Path place = place(dir);
        requireReplaceable(dir, place);
        // To take away the old folder its files have to be deleted, too.
        if (Files.exists(place) && !Files.isWritable(place)) {
            throw new DataException(dir, "", "the folder is not writable, so it cannot be replaced",
                    "Name another folder to save the model in");
        }
        Path above = parent(place);
        while (!Files.exists(above)) {
            above = parent(above);
        }
        if (!Files.isDirectory(above) || !Files.isWritable(above)) {
            throw new DataException(dir, "", "nothing can be put into " + above + ", which is "
                    + (Files.isDirectory(above) ? "not writable" : "a file"), "Name another folder to save the model in");
        }
    }

    /// Where the folder is, which a link may point to.
    private static Path place(Path dir) throws IOException {
        Path place = Files.exists(dir) ? dir.toRealPath() : dir.toAbsolutePath().normalize();
        if (place.getFileName() == null) {
            throw new DataException(dir, "", "this is a whole file system", "Name a folder inside of it");
        }
        return place;
    }

    private static Path parent(Path place) {
        Path parent = place.getParent();
        if (parent == null) {
            throw new IllegalArgumentException(place + " has no parent");
        }
        return parent;
    }

    private static void swap(Path place, Path fresh, Path aside) throws IOException {
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        Files.move(place, aside, StandardCopyOption.ATOMIC_MOVE);
        try {
            Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
        delete(aside);
    }

    /// An empty folder may be replaced, and one that holds a model and nothing else.
    private static void requireReplaceable(Path dir, Path place) throws IOException {
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            throw new DataException(dir, "", "this is a file, not a folder", "Name another folder to save the model in");
        }
        List<Path> there;
        try (Stream<Path> files = Files.list(place)) {
            there = files.sorted().toList();
        }
        for (Path file : there) {
            boolean ours = FILES.contains(String.valueOf(file.getFileName()))
                    && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
            if (!ours) {
                throw new DataException(dir, String.valueOf(file.getFileName()), "the folder holds more than a model, so "
                        + "it is not replaced", "Name another folder, or take this away");
            }
        }
        if (!there.isEmpty() && !holdsModel(place.resolve(MANIFEST))) {
            throw new DataException(dir, MANIFEST, "the folder holds no readable model, so it is not replaced",
                    "Name another folder, or delete this one");
        }
    }

    private static boolean holdsModel(Path manifest) {
        try {
            return Manifest.isModel(
                    Manifest.parse(manifest, Checksums.bytes(manifest, Manifest.MOST_BYTES)));
        } catch (DataException e) {
            // What is wrong with it does not matter here: the caller refuses the folder.
            return false;
        }
    }

    /// Writes a file and forces it to the disk.
    public static void writeFile(Path file, ByteBuffer bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void syncFolder(Path folder) throws IOException {
        // Windows knows no such thing: there a folder cannot be opened.
        if (File.separatorChar == '/') {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /// Deletes a folder of plain files, if it is there.
    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
        Files.delete(folder);
    }

    /// Checks that there is a folder that a model was saved in, or what is left of one.
    ///
    /// @throws DataException if there is not
    public static void requireModel(Path dir) {
        if (!Files.isDirectory(dir)) {
            throw new DataException(dir, "", Files.exists(dir) ? "this is a file, not a folder" : "there is no such "
                    + "folder", "Name a folder that was written by --save");
        }
        if (Files.exists(dir.resolve("model.pt")) && !Files.exists(dir.resolve(MANIFEST))) {
            throw new DataException(dir, "model.pt", "this is a model of scvi-tools, whose pickle is not opened here",
                    "Name a folder that was written by --save");
        }
        if (!Files.exists(dir.resolve(MANIFEST)) && !Files.exists(dir.resolve(Checksums.FILE))) {
            throw new DataException(dir, MANIFEST, "the file is missing, so this is no saved model",
                    "Name a folder that was written by --save");
        }
    }

    /// What the system says, such as "No space left on device"; of anything more special its kind, too, as its text
    /// alone may be no more than the name of a file.
    public static String reason(IOException e) {
        return e.getClass() == IOException.class && e.getMessage() != null ? e.getMessage() : e.toString();
    }
}
