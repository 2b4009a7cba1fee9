package io.cellwright.anndata;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
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
    static final H5adWriter REAL = new H5adWriter(Disk.REAL);

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
        REAL.copy(in, out, Added.of(annotations), () -> false);
    }

    /// The same with results that come row by row and are computed while the copy is made.
    public static void copyWith(Path in, Path out, RowResults results) {
        REAL.copy(in, out, Added.of(results), () -> false);
    }

    /// The same, unless the copy is to be left off. The results may leave off on their own.
    ///
    /// @param stop whether to leave off, asked now and then
    /// @throws java.util.concurrent.CancellationException if that was wished: then nothing was written
    public static void copyWith(Path in, Path out, RowResults results, BooleanSupplier stop) {
        REAL.copy(in, out, Added.of(results), stop);
    }

    /// The same with annotations.
    ///
    /// @param stop whether to leave off, asked now and then
    /// @throws java.util.concurrent.CancellationException if that was wished: then nothing was written
    public static void copyWith(Path in, Path out, Annotations annotations, BooleanSupplier stop) {
        REAL.copy(in, out, Added.of(annotations), stop);
    }

    /// Adds annotations to a file without writing the rest again, as [InPlaceFile#add] does it.
    ///
    /// @param file the file to change, an `.h5ad` file
    /// @param annotations what to add
    /// @throws DataException if another program has the file open for writing, or if it is of another make
    public static void addInPlace(Path file, Annotations annotations) {
        REAL.add(file, Added.of(annotations));
    }

    /// The same with results that come row by row.
    public static void addInPlace(Path file, RowResults results) {
        REAL.add(file, Added.of(results));
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
            copyBytes(cells.path(), path, Added.of(annotations), () -> false);
            return;
        }
        new CellWriter(disk).write(cells, path, Target.H5ad.usual(), Added.of(annotations), () -> false);
    }

    void createFile(Path path, Cells cells, Annotations annotations, Target.H5ad target) {
        Optional<CountRows> stored = cells instanceof StoredCells rest ? Optional.of(rest.counts()) : Optional.empty();
        new NewStore(disk, NewTables.of(cells, Added.of(annotations)), () -> false).h5ad(path, target, stored);
    }

    void copy(Path in, Path out, Added added, BooleanSupplier stop) {
        if (FileFormat.of(in).takesAdditions()) {
            copyBytes(in, out, added, stop);
            return;
        }
        try (CellFile cells = CellFile.open(in)) {
            new CellWriter(disk).write(cells, out, Target.H5ad.usual(), added, stop);
        }
    }

    private void copyBytes(Path in, Path out, Added added, BooleanSupplier stop) {
        new Replacement(disk).file(out, channel -> {
            try (Hdf5File file = Hdf5File.open(in);
                    FileChannel from = FileChannel.open(in, StandardOpenOption.READ)) {
                Additions.requirePossible(file);
                new AnnotationCheck(file).check(added);
                try (FileCopy copy = FileCopy.begin(file, from, channel, stop)) {
                    if (added.coming().isEmpty()) {
                        copy.finish();
                    }
                    append(file, channel, added, copy);
                }
            }
        });
    }

    /// @param copy of the file that is being made meanwhile
    private static void append(Hdf5File file, FileChannel channel, Added added, FileCopy copy) throws IOException {
        if (added.isEmpty()) {
            copy.finish();
            channel.force(true);
            return;
        }
        Hdf5Appender out = Hdf5Appender.onto(file, channel);
        try {
            long root = new AnnotationWriter(file, out).write(added, copy::requireWell);
            copy.finish();
            out.publish(root);
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

    void add(Path file, Added added) {
        try (InPlaceFile held = InPlaceFile.open(file, this)) {
            held.add(added);
        }
    }

    /// Adds to a file that is held. While it is written a second lock lies on it: that is the one of programs that know
    /// no other, and of those that cannot put a file beside it.
    void append(Path file, Added added) {
        try (FileChannel channel = disk.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = lock(file, channel)) {
            if (lock == null) {
                throw WriterLock.inUse(file, null);
            }
            addLocked(file, channel, added);
        } catch (NoSuchFileException e) {
            throw new DataException(file, "", "no such file", "Check the path", e);
        } catch (Hdf5Appender.HalfPublishedException e) {
            throw Replacement.failed(file, e,
                    "The file is whole, as it was or with what was added: 'cellwright inspect' tells");
        } catch (IOException e) {
            throw Replacement.failed(file, e, "The file is as it was. " + Replacement.remedy(e));
        }
    }

    private static void addLocked(Path path, FileChannel channel, Added added) throws IOException {
        try (Hdf5File file = Hdf5File.open(path)) {
            Additions.requirePossible(file);
            new AnnotationCheck(file).check(added);
            append(file, channel, added, FileCopy.none());
        }
    }

    /// Locks a byte far behind the end: enough to keep other writers out, while readers are not disturbed where locks
    /// are binding.
    private static @Nullable FileLock lock(Path file, FileChannel channel) throws IOException {
        try {
            return channel.tryLock(Long.MAX_VALUE - 1, 1, false);
        } catch (OverlappingFileLockException e) {
            throw WriterLock.inUse(file, e);
        }
    }
}
