package io.cellwright.anndata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

import io.cellwright.data.DataException;
import org.jspecify.annotations.Nullable;

/// An `.h5ad` file that results will be added to, kept from other writers until this is closed: so nobody computes for
/// an hour what cannot be written then. Reading it is left to all. Programs that do not ask are not kept away: where
/// another file stands in its place at the end, nothing is added to that one.
public final class InPlaceFile implements AutoCloseable {
    private final Path path;
    private final H5adWriter writer;
    private final WriterLock lock;
    private final @Nullable Object identity;

    private InPlaceFile(Path path, H5adWriter writer, WriterLock lock) throws IOException {
        this.path = path;
        this.identity = identity(path);
        this.writer = writer;
        this.lock = lock;
    }

    /// Takes hold of a file.
    ///
    /// @throws DataException if it is of another make, if there is none, or if another writer has it
    public static InPlaceFile open(Path path) {
        return open(path, H5adWriter.REAL);
    }

    static InPlaceFile open(Path path, H5adWriter writer) {
        H5adWriter.requireTakesAdditions(path);
        try {
            return held(path, writer, WriterLock.take(path));
        } catch (NoSuchFileException e) {
            throw new DataException(path, "", "no such file", "Check the path", e);
        } catch (IOException e) {
            throw new DataException(path, "", "cannot be kept from other writers: " + e.getMessage(),
                    "Check that you may write beside it, or write a new file with -o OUT.h5ad", e);
        }
    }

    private static InPlaceFile held(Path path, H5adWriter writer, WriterLock lock) throws IOException {
        try {
            return new InPlaceFile(path, writer, lock);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
    }

    /// What tells a file from another of the same name, where the system has it.
    private static @Nullable Object identity(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /// Adds annotations without writing the rest again. New objects go to the end of the file; the switch to them is
    /// one small write at its front. Space of what was replaced is not used again, as with h5py.
    public void add(Annotations annotations) {
        add(Added.of(annotations));
    }

    /// The same with results that come row by row. These go behind the end of the file as they come, and are part of it
    /// once all have.
    public void add(RowResults results) {
        add(Added.of(results));
    }

    void add(Added added) {
        requireSame();
        writer.append(path, added);
    }

    private void requireSame() {
        try {
            if (!Objects.equals(identity, identity(path))) {
                throw new DataException(path, "", "has been replaced by another file since it was opened; nothing was added",
                        "Put the first one back, or run the command on the new one");
            }
        } catch (IOException e) {
            throw new DataException(path, "", "is no longer there: " + e.getMessage(), "Put it back", e);
        }
    }

    /// Lets others have it.
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new DataException(path, "", "is kept from other writers until this program ends: " + e.getMessage(),
                    "", e);
        }
    }
}
