package io.cellwright.anndata;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

import io.cellwright.anndata.hdf5.Hdf5File;
import io.cellwright.anndata.hdf5.append.Additions;
import io.cellwright.anndata.hdf5.append.Hdf5Appender;
import io.cellwright.data.Cells;
import io.cellwright.data.CountRows;
import io.cellwright.data.DataException;
import io.cellwright.data.StoredCells;
import org.jspecify.annotations.Nullable;

/// Writes `.h5ad` files that anndata and scanpy open: whole new ones, copies with additions, and additions in place.
///
/// However it ends, by an error, a full disk or a crash, a file that was there is afterwards either as it was or as it
/// should be. Errors come as [DataException].
public final class H5adWriter {
    private static final H5adWriter REAL = new H5adWriter(Disk.REAL);

    private static final long PIECE = 1 << 26;

    private final Disk disk;

    H5adWriter(Disk disk) {
        this.disk = disk;
    }

    /// Writes a new file, in place of one of that name. `X` is kept in compressed rows of float32, shuffled and
    /// compressed with gzip. All encodings are those of anndata 0.8 and later, but for columns of texts of which some
    /// are missing, which only anndata 0.11 and later read.
    ///
    /// @param path where to
    /// @param cells counts, `obs` and `var`; counts that are not in memory are written block by block
    /// @param annotations what else to write; its columns go behind those of `obs` or replace them
    public static void create(Path path, Cells cells, Annotations annotations) {
        create(path, cells, annotations, Target.H5ad.usual());
    }

    /// The same, compressed and chunked otherwise.
    public static void create(Path path, Cells cells, Annotations annotations, Target.H5ad target) {
        REAL.createFile(path, cells, annotations, target);
    }

    /// Writes what another file holds, `X` and layers as [#create(Path, Cells, Annotations)] keeps them. Of an
    /// `.h5ad` file a copy is made, as [#copyWith] does it.
    ///
    /// @param path where to
    /// @param cells the file to read
    /// @param annotations what else to write; its columns go behind those of `obs` or replace them
    public static void create(Path path, CellFile cells, Annotations annotations) {
        REAL.createFile(path, cells, annotations);
    }

    /// Writes a copy of a file with annotations added. Everything else is carried over byte for byte, also what is not
    /// known here. Of a file of another make an `.h5ad` file is made. `out` may be `in`.
    ///
    /// @param in the file to copy
    /// @param out where to; a file that is there is replaced when the copy is whole
    /// @param annotations what to add
    public static void copyWith(Path in, Path out, Annotations annotations) {
        REAL.copy(in, out, annotations, () -> false);
    }

    /// The same, unless it is to be left off.
    ///
    /// @param stop whether to leave off, asked now and then
    /// @throws java.util.concurrent.CancellationException if that was wished: then nothing was written
    public static void copyWith(Path in, Path out, Annotations annotations, BooleanSupplier stop) {
        REAL.copy(in, out, annotations, stop);
    }

    /// Adds annotations to a file without writing the rest again. New objects go to the end of the file; the switch to
    /// them is one small write at its front. Space of what was replaced is not used again, as with h5py.
    ///
    /// @param file the file to change, an `.h5ad` file
    /// @param annotations what to add
    /// @throws DataException if another program has the file open for writing, or if it is of another make
    public static void addInPlace(Path file, Annotations annotations) {
        REAL.add(file, annotations);
    }

    /// Checks that results can be added to a file itself.
    ///
    /// @throws DataException if it is of another make
    public static void requireTakesAdditions(Path file) {
        if (!FileFormat.of(file).takesAdditions()) {
            throw new DataException(file, "", "is no .h5ad file, and only to such can anything be added in place",
                    "Make one of it: cellwright convert " + file + " OUT.h5ad; or write a new file with -o OUT.h5ad");
        }
    }

    private void createFile(Path path, CellFile cells, Annotations annotations) {
        if (cells.format().takesAdditions()) {
            copyBytes(cells.path(), path, annotations, () -> false);
            return;
        }
        new CellWriter(disk).write(cells, path, Target.H5ad.usual(), annotations, () -> false);
    }

    void createFile(Path path, Cells cells, Annotations annotations, Target.H5ad target) {
        Optional<CountRows> stored = cells instanceof StoredCells rest ? Optional.of(rest.counts()) : Optional.empty();
        new NewStore(disk, NewTables.of(cells, annotations), () -> false).h5ad(path, target, stored);
    }

    void copy(Path in, Path out, Annotations annotations, BooleanSupplier stop) {
        if (FileFormat.of(in).takesAdditions()) {
            copyBytes(in, out, annotations, stop);
            return;
        }
        try (CellFile cells = CellFile.open(in)) {
            new CellWriter(disk).write(cells, out, Target.H5ad.usual(), annotations, stop);
        }
    }

    private void copyBytes(Path in, Path out, Annotations annotations, BooleanSupplier stop) {
        new Replacement(disk).file(out, channel -> {
            try (Hdf5File file = Hdf5File.open(in); FileChannel from = FileChannel.open(in, StandardOpenOption.READ)) {
                Additions.requirePossible(file);
                new AnnotationCheck(file).check(annotations);
                copyAll(file, from, channel, stop);
                append(file, channel, annotations);
            }
        });
    }

    /// The file as it was when it was opened: what another program adds meanwhile stands behind its end, and its first
    /// block may be another by now.
    private static void copyAll(Hdf5File file, FileChannel from, FileChannel to, BooleanSupplier stop)
            throws IOException {
        long end = file.superblock().end();
        long at = 0;
        to.position(0);
        while (at < end) {
            if (stop.getAsBoolean()) {
                throw new CancellationException("writing was stopped");
            }
            long count = from.transferTo(at, Math.min(PIECE, end - at), to);
            if (count <= 0) {
                throw new IOException("the file to copy became shorter while it was read");
            }
            at += count;
        }
        ByteBuffer first = ByteBuffer.wrap(file.superblock().bytes());
        for (long place = file.superblock().base(); first.hasRemaining();) {
            place += to.write(first, place);
        }
    }

    private static void append(Hdf5File file, FileChannel channel, Annotations annotations) throws IOException {
        if (annotations.isEmpty()) {
            channel.force(true);
            return;
        }
        Hdf5Appender out = Hdf5Appender.onto(file, channel);
        try {
            out.publish(new AnnotationWriter(file, out).write(annotations));
        } catch (IOException | RuntimeException | Error e) {
            abandon(out, e);
            throw e;
        }
    }

    /// Where even this fails the file is longer than it was, but holds the same: the rest is not part of it.
    private static void abandon(Hdf5Appender out, Throwable failure) {
        try {
            out.abandon();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    void add(Path file, Annotations annotations) {
        requireTakesAdditions(file);
        try (FileChannel channel = disk.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = lock(file, channel)) {
            if (lock == null) {
                throw inUse(file, null);
            }
            addLocked(file, channel, annotations);
        } catch (NoSuchFileException e) {
            throw new DataException(file, "", "no such file", "Check the path", e);
        } catch (Hdf5Appender.HalfPublishedException e) {
            throw Replacement.failed(file, e,
                    "The file is whole, as it was or with what was added: 'cellwright inspect' tells");
        } catch (IOException e) {
            throw Replacement.failed(file, e, "The file is as it was. " + Replacement.remedy(e));
        }
    }

    private static void addLocked(Path path, FileChannel channel, Annotations annotations) throws IOException {
        try (Hdf5File file = Hdf5File.open(path)) {
            Additions.requirePossible(file);
            new AnnotationCheck(file).check(annotations);
            append(file, channel, annotations);
        }
    }

    /// Locks a byte far behind the end: enough to keep other writers out, while readers are not disturbed where locks
    /// are binding.
    private static @Nullable FileLock lock(Path file, FileChannel channel) throws IOException {
        try {
            return channel.tryLock(Long.MAX_VALUE - 1, 1, false);
        } catch (OverlappingFileLockException e) {
            throw inUse(file, e);
        }
    }

    private static DataException inUse(Path file, @Nullable Exception cause) {
        return new DataException(file, "", "is being written to by another program",
                "Wait until it has ended, or write a new file", cause);
    }
}
