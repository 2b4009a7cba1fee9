package io.cellwright.anndata;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import io.cellwright.anndata.Summary.MatrixInfo;
import io.cellwright.anndata.store.Numerals;
import io.cellwright.data.Column;
import io.cellwright.data.Concatenation;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import io.cellwright.data.GeneJoin;

/// Several files of cells as one: `X`, layers and dense matrices of `obsm` that all files have, and the tables. What
/// else they hold, such as `uns` and `raw`, belongs to one file only and is left.
final class JoinedFiles {
    private static final System.Logger LOG = System.getLogger(JoinedFiles.class.getName());

    /// Elements of an array in memory.
    private static final int MOST = Integer.MAX_VALUE - 8;

    private final List<CellFile> files;
    private final GeneJoin genes;
    private final Frame obs;
    private final Frame var;
    private final Set<String> left = new LinkedHashSet<>();

    /// @throws DataException if no gene is left, or if all cells are more than an array holds
    JoinedFiles(List<CellFile> files, Concatenation how) {
        this.files = files;
        room("obs", "rows", files.stream().mapToLong(file -> file.summary().cells()).sum());
        List<Frame> vars = files.stream().map(CellFile::var).toList();
        List<Frame> tables = files.stream().map(CellFile::obs).toList();
        this.genes = how.genes(vars);
        this.obs = how.obs(tables);
        this.var = genes.merge(vars);
        if (genes.genes().isEmpty()) {
            throw new DataException(files.getFirst().path(), "var", "has no gene in common with all other files",
                    "Name genes alike in all, by symbols or by identifiers; or keep all with the outer join");
        }
        leave("obs", tables, obs);
        leave("var", vars, var);
        tellRepeated();
    }

    /// What all files have together, if an array holds it.
    ///
    /// @throws DataException if it does not
    static int room(String element, String what, long together) {
        if (together > MOST) {
            throw new DataException(element, String.format(Locale.ROOT, "would have %,d %s of all files together, and "
                    + "at most %,d are kept", together, what, MOST), "Join fewer files at a time");
        }
        return (int) together;
    }

    private void leave(String place, List<Frame> tables, Frame kept) {
        tables.forEach(table -> table.columns().stream().map(Column::name).filter(name -> kept.column(name).isEmpty())
                .forEach(name -> left.add(place + "/" + name)));
    }

    private void tellRepeated() {
        Set<String> seen = new HashSet<>();
        List<String> twice = obs.names().stream().filter(name -> !seen.add(name)).toList();
        if (!twice.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING,
                    "{0} cell names stand more than once, such as {1}: --index-unique - puts "
                    + "the key of each file behind them", twice.size(), twice.getFirst());
        }
    }

    /// What is in the files and not in the new one.
    List<String> left() {
        return List.copyOf(left);
    }

    NewTables tables() {
        List<NewTables.Layer> layers = new ArrayList<>();
        Optional<Supplier<CsrMatrix>> x = Optional.empty();
        Set<MatrixRef> all = new LinkedHashSet<>();
        files.forEach(file -> all.addAll(refs(file)));
        for (MatrixRef ref : all) {
            boolean everywhere = files.stream().allMatch(file -> refs(file).contains(ref));
            switch (ref) {
                case MatrixRef.X _ when everywhere -> x = Optional.of(stacked(ref));
                case MatrixRef.Layer(String name) when everywhere -> layers.add(new NewTables.Layer(name,
                        stacked(ref)));
                case MatrixRef.X _, MatrixRef.Layer _, MatrixRef.Raw _ -> left.add(ref.path());
            }
        }
        List<NamedMatrix> obsm = obsm();
        files.stream().filter(AnnDataFile.class::isInstance).map(AnnDataFile.class::cast)
                .forEach(file -> file.besides().stream().filter(path -> obsm.stream()
                        .noneMatch(matrix -> path.equals("obsm/" + matrix.name()))).forEach(left::add));
        return new NewTables(x, layers, obs, var, Added.of(new Annotations(List.of(), obsm, List.of())));
    }

    private Supplier<CsrMatrix> stacked(MatrixRef ref) {
        return () -> genes.stack(files.stream().map(file -> file.matrix(ref)).toList());
    }

    /// The matrices of a file, readable or not.
    static List<MatrixRef> refs(CellFile cells) {
        return switch (cells) {
            case AnnDataFile file -> file.refs();
            case TableFile file -> file.summary().matrices().stream().map(MatrixInfo::ref).toList();
        };
    }

    private List<NamedMatrix> obsm() {
        Set<String> names = new LinkedHashSet<>(files.getFirst().summary().obsm());
        files.forEach(file -> names.retainAll(file.summary().obsm()));
        List<NamedMatrix> joined = new ArrayList<>();
        for (String name : names) {
            if (isMatrix(name)) {
                below(name).ifPresent(joined::add);
            }
        }
        return joined;
    }

    /// Whether all files have a dense matrix of numbers there. What is of another kind in one is left; what is damaged
    /// is refused when it is read.
    private boolean isMatrix(String name) {
        return files.stream().allMatch(file -> file instanceof AnnDataFile data && data.hasMatrix(name));
    }

    private Optional<NamedMatrix> below(String name) {
        try {
            return below(name, files.stream().map(file -> file.obsm(name)).toList());
        } catch (DataException e) {
            if (!(e.getCause() instanceof Numerals.Inexact)) {
                throw e;
            }
            // Whole, but not to be had as float32: it says which.
            left.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static Optional<NamedMatrix> below(String name, List<NamedMatrix> parts) {
        int columns = parts.getFirst().columns();
        if (parts.stream().anyMatch(part -> part.columns() != columns)) {
            return Optional.empty();
        }
        int rows = room("obs", "rows", parts.stream().mapToLong(NamedMatrix::rows).sum());
        float[] values = new float[room("obsm/" + name, "numbers", (long) rows * columns)];
        int at = 0;
        for (NamedMatrix part : parts) {
            System.arraycopy(part.values_nk(), 0, values, at, part.values_nk().length);
            at += part.values_nk().length;
        }
        return Optional.of(new NamedMatrix(name, rows, columns, values));
    }
}
