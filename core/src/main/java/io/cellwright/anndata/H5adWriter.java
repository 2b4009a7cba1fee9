package io.cellwright.anndata;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import io.cellwright.anndata.Summary.MatrixInfo;
import io.cellwright.anndata.hdf5.Hdf5File;
import io.cellwright.anndata.hdf5.append.Additions;
import io.cellwright.anndata.hdf5.append.Hdf5Appender;
import io.cellwright.data.Cells;
import io.cellwright.data.Column;
import io.cellwright.data.CountRows;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import org.jspecify.annotations.Nullable;

/// Writes `.h5ad` files that anndata and scanpy open: whole new ones, copies with additions, and additions in place.
///
/// However it ends, by an error, a full disk or a crash, a file that was there is afterwards either as it was or as it
/// should be. Errors come as [DataException].
public final class H5adWriter {
    private static final System.Logger LOG = System.getLogger(H5adWriter.class.getName());
    private static final H5adWriter REAL = new H5adWriter(Disk.REAL);

    private final Disk disk;

    H5adWriter(Disk disk) {
        this.disk = disk;
    }

    /// Writes a new file, in place of one of that name. `X` is kept in compressed rows of float32, shuffled and
    /// compressed with gzip. All encodings are those of anndata 0.8 and later, but for columns of texts of which some
    /// are missing, which only anndata 0.11 and later read.
    ///
    /// @param path where to
    /// @param table counts, `obs` and `var`; counts that are not in memory are written block by block
    /// @param annotations what else to write; its columns go behind those of `obs` or replace them
    public static void create(Path path, Cells table, Annotations annotations) {
        create(path, table, annotations, Compression.USUAL);
    }

    /// The same with another compression.
    public static void create(Path path, Cells table, Annotations annotations, Compression compression) {
        REAL.createFile(path, new Tables(Optional.of(table.counts()), List.of(), table.obs(), table.var()), annotations,
                compression);
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
        REAL.copy(in, out, annotations);
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
    /// @throws DataException if it is of a make that this program reads but does not write
    public static void requireTakesAdditions(Path file) {
        if (!FileFormat.of(file).takesAdditions()) {
            throw new DataException(file, "", "is no .h5ad file, and only to such can anything be added in place",
                    "Make one of it: cellwright convert " + file + " OUT.h5ad; or write a new file with -o OUT.h5ad");
        }
    }

    /// A matrix to be read when its turn comes, so that no two are in memory; block by block, where the file allows.
    private record Layer(String name, Supplier<CountRows> counts) {}

    /// What a new file is made of; files of anndata may have no `X`.
    private record Tables(Optional<CountRows> x, List<Layer> layers, Frame obs, Frame var) {}

    private void createFile(Path path, CellFile cells, Annotations annotations) {
        if (cells.format().takesAdditions()) {
            copyBytes(cells.path(), path, annotations);
            return;
        }
        // A summary leaves out what is damaged: that must be found here.
        List<MatrixRef> refs = cells instanceof AnnDataFile file ? file.refs()
                : cells.summary().matrices().stream().map(MatrixInfo::ref).toList();
        List<Layer> layers = refs.stream().filter(MatrixRef.Layer.class::isInstance).map(MatrixRef.Layer.class::cast)
                .map(ref -> new Layer(ref.name(), () -> cells.rows(ref))).toList();
        CarriedOver carried = CarriedOver.of(cells, annotations);
        Optional<CountRows> x = refs.stream().filter(MatrixRef.X.class::isInstance).findFirst().map(cells::rows);
        createFile(path, new Tables(x, layers, cells.obs(), cells.var()), carried.annotations(), Compression.USUAL);
        if (!carried.left().isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "{0}: not carried over to {1}: {2}", cells.path(), path,
                    String.join(", ", carried.left()));
        }
    }

    void createFile(Path path, Cells table, Annotations annotations) {
        createFile(path, new Tables(Optional.of(table.counts()), List.of(), table.obs(), table.var()), annotations,
                Compression.USUAL);
    }

    private void createFile(Path path, Tables table, Annotations annotations, Compression compression) {
        requireFits(table, annotations);
        Set<String> names = new HashSet<>();
        table.layers().forEach(layer -> AnnotationCheck.requireName("layers", layer.name(), names));
        write(path, channel -> {
            Hdf5Appender out = Hdf5Appender.create(channel);
            ElementWriter writer = new ElementWriter(out);
            Map<String, Long> obsm = new LinkedHashMap<>();
            for (NamedMatrix matrix : annotations.obsm()) {
                obsm.put(matrix.name(), writer.matrix(matrix));
            }
            Map<String, Long> root = new LinkedHashMap<>();
            if (table.x().isPresent()) {
                root.put("X", writer.csr(table.x().get(), compression));
            }
            Map<String, Long> written = new LinkedHashMap<>();
            for (Layer layer : table.layers()) {
                written.put(layer.name(), writer.csr(layer.counts().get(), compression));
            }
            root.put("layers", writer.dict(written));
            root.put("obs", writer.frame(merged(table.obs(), annotations)));
            root.put("obsm", writer.dict(obsm));
            root.put("obsp", writer.dict(Map.of()));
            root.put("uns", writer.dict(writer.entries(annotations.uns())));
            root.put("var", writer.frame(table.var()));
            root.put("varm", writer.dict(Map.of()));
            root.put("varp", writer.dict(Map.of()));
            out.publish(out.group(root, ElementWriter.encoding("anndata", "0.1.0")));
        });
    }

    private static Frame merged(Frame obs, Annotations annotations) {
        Map<String, Column> columns = new LinkedHashMap<>();
        obs.columns().forEach(c -> columns.put(c.name(), c));
        annotations.obs().forEach(c -> columns.put(c.name(), c));
        return new Frame(obs.names(), List.copyOf(columns.values()));
    }

    private static void requireFits(Tables table, Annotations annotations) {
        Set<String> names = new HashSet<>(Set.of("_index"));
        table.obs().columns().forEach(c -> AnnotationCheck.requireName("obs", c.name(), names));
        Set<String> added = new HashSet<>(Set.of("_index"));
        annotations.obs().forEach(c -> AnnotationCheck.requireName("obs", c.name(), added));
        Set<String> genes = new HashSet<>(Set.of("_index"));
        table.var().columns().forEach(c -> AnnotationCheck.requireName("var", c.name(), genes));
        Set<String> matrices = new HashSet<>();
        for (NamedMatrix matrix : annotations.obsm()) {
            AnnotationCheck.requireName("obsm", matrix.name(), matrices);
            if (matrix.rows() != table.obs().size()) {
                throw new IllegalArgumentException("obsm/" + matrix.name() + " must have " + table.obs().size()
                        + " rows, one for each cell, but has " + matrix.rows());
            }
        }
        AnnotationCheck.requireNames("uns", annotations.uns());
    }

    void copy(Path in, Path out, Annotations annotations) {
        if (FileFormat.of(in).takesAdditions()) {
            copyBytes(in, out, annotations);
            return;
        }
        try (CellFile cells = CellFile.open(in)) {
            createFile(out, cells, annotations);
        }
    }

    private void copyBytes(Path in, Path out, Annotations annotations) {
        write(out, channel -> {
            try (Hdf5File file = Hdf5File.open(in); FileChannel from = FileChannel.open(in, StandardOpenOption.READ)) {
                Additions.requirePossible(file);
                new AnnotationCheck(file).check(annotations);
                copyAll(file, from, channel);
                append(file, channel, annotations);
            }
        });
    }

    /// The file as it was when it was opened: what another program adds meanwhile stands behind its end, and its first
    /// block may be another by now.
    private static void copyAll(Hdf5File file, FileChannel from, FileChannel to) throws IOException {
        long end = file.superblock().end();
        long at = 0;
        to.position(0);
        while (at < end) {
            long count = from.transferTo(at, end - at, to);
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
            throw failed(file, e, "The file is whole, as it was or with what was added: 'cellwright inspect' tells");
        } catch (IOException e) {
            throw failed(file, e, "The file is as it was. " + remedy(e));
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

    private void write(Path path, AtomicFile.Body body) {
        try {
            new AtomicFile(disk).write(path, body);
        } catch (IOException e) {
            throw failed(path, e, (Files.exists(path) ? "The old file is as it was. " : "") + remedy(e));
        }
    }

    private static String remedy(IOException e) {
        return e instanceof NoSuchFileException ? "Make the folder first, or write to another"
                : "Check that the disk has room and that you may write there";
    }

    private static DataException failed(Path path, IOException e, String remedy) {
        String reason = e instanceof NoSuchFileException ? "its folder does not exist" : e.getMessage();
        return new DataException(path, "", "cannot be written: " + reason, remedy, e);
    }
}
