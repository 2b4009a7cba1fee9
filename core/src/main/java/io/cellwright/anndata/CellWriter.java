package io.cellwright.anndata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import io.cellwright.anndata.tenx.TenxWriter;
import io.cellwright.data.Concatenation;
import io.cellwright.data.DataException;

/// Writes what a file of cells holds to a new file or folder of any make that is written.
///
/// However it ends, what was there is afterwards either as it was or as it should be, and nothing lies beside it.
/// Errors come as [io.cellwright.data.DataException]. What a make cannot hold is named in a warning.
public final class CellWriter {
    private static final System.Logger LOG = System.getLogger(CellWriter.class.getName());
    /// What stands at the top of anndata's stores.
    private static final Set<String> MEMBERS = Set.of("X", "layers", "obs", "obsm", "obsp", "raw", "raw.X", "raw.var",
            "raw.varm", "uns", "var", "varm", "varp");
    private static final CellWriter REAL = new CellWriter(Disk.REAL);

    private final Disk disk;

    CellWriter(Disk disk) {
        this.disk = disk;
    }

    /// Writes all that the make can hold. Between files of anndata everything goes along, types, encodings and what is
    /// not known here included; of 0.7 and earlier it stands as it does today.
    ///
    /// @param cells the file to read
    /// @param out where to; what is there is replaced when the new one is whole, a folder only by one of its kind
    /// @param target what to make
    /// @param stop whether to leave off, asked now and then
    /// @throws java.util.concurrent.CancellationException if that was wished: then nothing was written
    public static void write(CellFile cells, Path out, Target target, BooleanSupplier stop) {
        REAL.write(cells, out, target, Added.of(Annotations.none()), stop);
    }

    /// Numbers of a table.
    ///
    /// @param cells of rows
    /// @param genes of columns
    public record Size(int cells, int genes) {}

    /// Writes several files as one: `X`, layers and dense matrices of `obsm` that all of them have, columns of `obs` as
    /// [Concatenation] says, columns of `var` that say the same in all. What is in the files besides is named in a
    /// warning. All of it is in memory.
    ///
    /// @param files the files to read
    /// @param how which genes and columns are kept, and how the files are told apart
    /// @throws DataException if no gene is left
    /// @throws IllegalArgumentException if genes cannot be told apart, or there are not as many keys as files
    /// @throws java.util.concurrent.CancellationException if `stop` wished it: then nothing was written
    public static Size concatenate(List<CellFile> files, Concatenation how, Path out, Target target,
            BooleanSupplier stop) {
        JoinedFiles joined = new JoinedFiles(files, how);
        NewTables tables = joined.tables();
        List<String> left = new ArrayList<>(joined.left());
        left.addAll(REAL.write(tables, out, target, stop));
        tellLeft("several files", out, left);
        return new Size(tables.obs().size(), tables.var().size());
    }

    void write(CellFile cells, Path out, Target target, Added added, BooleanSupplier stop) {
        List<String> left = switch (cells) {
            case AnnDataFile file -> switch (target) {
                case Target.H5ad _, Target.Zarr _ -> write(file.carried(added), out, target, stop);
                case Target.TenxFolder _, Target.MatrixMarket _, Target.Text _ -> {
                    List<String> without = new ArrayList<>(file.besides());
                    file.refs().stream().filter(MatrixRef.Raw.class::isInstance).forEach(raw -> without.add("raw"));
                    without.addAll(write(NewTables.of(file, added), out, target, stop));
                    yield without;
                }
            };
            case TableFile file -> write(NewTables.of(file, added), out, target, stop);
        };
        tellLeft(cells.path().toString(), out, left);
    }

    private static void tellLeft(String from, Path out, List<String> left) {
        if (!left.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "{0}: not carried over to {1}: {2}", from, out, String.join(", ",
                    left));
        }
    }

    /// @return what does not go along
    private List<String> write(NewContent content, Path out, Target target, BooleanSupplier stop) {
        switch (target) {
            case Target.H5ad h5ad -> new NewStore(disk, content, stop).h5ad(out, h5ad);
            case Target.Zarr zarr -> {
                requireReplaceable(out, FileFormat.ZARR);
                new NewStore(disk, content, stop).zarr(out, zarr);
            }
            case Target.TenxFolder _, Target.MatrixMarket _, Target.Text _ ->
                throw new IllegalStateException("text holds tables alone");
        }
        return content.left();
    }

    private List<String> write(NewTables tables, Path out, Target target, BooleanSupplier stop) {
        NewText text = new NewText(disk, tables, stop);
        switch (target) {
            case Target.H5ad _, Target.Zarr _ -> {
                NewContent content = tables;
                return write(content, out, target, stop);
            }
            case Target.TenxFolder _ -> {
                requireReplaceable(out, FileFormat.TENX_MTX);
                text.tenx(out);
                return text.left(TenxWriter.columns());
            }
            case Target.MatrixMarket(boolean gzip) -> {
                text.matrixMarket(out, gzip);
                return text.leftOfNames();
            }
            case Target.Text table -> {
                text.table(out, table);
                return text.left(List.of());
            }
        }
    }

    /// Only a folder that is of that make, or empty, is replaced: anything else may be somebody's work.
    private static void requireReplaceable(Path out, FileFormat format) {
        if (!Files.isDirectory(out)) {
            return;
        }
        List<String> names = names(out);
        if (!names.isEmpty() && FileFormat.of(out) != format) {
            throw new DataException(out, "", "is a folder of another kind, which is not replaced",
                    "Give the name of a new one");
        }
        for (String name : names) {
            boolean own = switch (format) {
                case ZARR -> ZarrFile.isMetadata(name)
                        || (MEMBERS.contains(name) && ZarrFile.isNode(out.resolve(name)));
                default -> TenxWriter.isPart(name);
            };
            if (!own) {
                throw new DataException(out, "", "has something else in it: " + name + ". It is not replaced",
                        "Give the name of a new folder");
            }
        }
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.map(path -> String.valueOf(path.getFileName())).sorted().toList();
        } catch (IOException e) {
            throw new DataException(folder, "", "cannot be read: " + e.getMessage(), "", e);
        }
    }
}
