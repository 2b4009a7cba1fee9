package io.cellwright.anndata;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import io.cellwright.anndata.Summary.ColumnInfo;
import io.cellwright.anndata.Summary.ColumnKind;
import io.cellwright.anndata.Summary.MatrixInfo;
import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.Group;
import io.cellwright.anndata.store.Node;
import io.cellwright.anndata.store.Store;
import io.cellwright.data.CellTable;
import io.cellwright.data.CountRows;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;

/// AnnData on disk, opened for reading: an `.h5ad` file or a `.zarr` store, of any anndata version from 0.5 on.
///
/// Whatever is wrong with a file comes as a [DataException] that names the file and the element. May be used from
/// several threads.
public abstract sealed class AnnDataFile implements CellFile permits H5adFile, ZarrFile {
    private final Store store;
    private final String foreign;

    /// @param store what it is kept in
    /// @param foreign what it is where it has no obs and var
    AnnDataFile(Store store, String foreign) {
        this.store = store;
        this.foreign = foreign;
    }

    /// Closes it again where it has no tables.
    static <F extends AnnDataFile> F checked(F opened) {
        try {
            AnnDataFile file = opened;
            file.table("obs");
            file.table("var");
            return opened;
        } catch (DataException e) {
            opened.close();
            throw e;
        }
    }

    /// The cells with one matrix and what goes with it: `obs`, and `var` or, for [MatrixRef.Raw], `raw/var`.
    @Override
    public CellTable table(MatrixRef ref) {
        return new CellTable(matrix(ref), obs(), ref instanceof MatrixRef.Raw ? rawVar() : var());
    }

    /// A matrix in compressed rows of float32. Compressed columns and dense matrices are turned into rows; entries are
    /// sorted, repeated entries summed, stored zeros dropped.
    ///
    /// @throws DataException if there is no such matrix, if it is damaged, if its shape does not fit `obs` and `var`,
    ///     or if a whole number is not exact as float32
    @Override
    public CsrMatrix matrix(MatrixRef ref) {
        return reader(ref).read();
    }

    /// The same counts where they are, if they lie in compressed rows or dense; columns are turned into rows in memory.
    @Override
    public CountRows rows(MatrixRef ref) {
        return reader(ref).rows();
    }

    private MatrixReader reader(MatrixRef ref) {
        MatrixSource source = MatrixSource.find(store, ref).orElseThrow(() -> absent(ref));
        requireFits(ref, source);
        return new MatrixReader(source);
    }

    private void requireFits(MatrixRef ref, MatrixSource source) {
        long cells = table("obs").rows();
        FrameReader var = ref instanceof MatrixRef.Raw ? rawTable() : table("var");
        if (source.rows() != cells || source.columns() != var.rows()) {
            throw store.bad(ref.path(), "is " + source.rows() + " x " + source.columns() + " but there are " + cells
                    + " cells and " + var.rows() + " genes");
        }
    }

    private DataException absent(MatrixRef ref) {
        List<String> present = refs().stream().map(MatrixRef::path).toList();
        return store.bad(ref.path(), "is not in the file",
                present.isEmpty() ? "It has no matrix at all" : "It has " + String.join(", ", present));
    }

    /// The matrices there are, readable or not.
    List<MatrixRef> refs() {
        List<MatrixRef> refs = new ArrayList<>();
        if (store.root().names().contains("X")) {
            refs.add(new MatrixRef.X());
        }
        store.root().group("layers").ifPresent(g -> g.names().forEach(n -> refs.add(new MatrixRef.Layer(n))));
        if (store.find("raw/X").or(() -> store.find("raw.X")).isPresent()) {
            refs.add(new MatrixRef.Raw());
        }
        return refs;
    }

    /// The table about the cells.
    @Override
    public Frame obs() {
        return table("obs").read();
    }

    /// The table about the genes.
    @Override
    public Frame var() {
        return table("var").read();
    }

    @Override
    public Frame readableObs(Consumer<DataException> damaged) {
        return table("obs").read(damaged);
    }

    @Override
    public Frame readableVar(Consumer<DataException> damaged) {
        return table("var").read(damaged);
    }

    /// The table about the genes of `raw/X`.
    public Frame rawVar() {
        return rawTable().read();
    }

    /// A dense matrix of `obsm`, such as an embedding, as float32.
    ///
    /// @throws DataException if there is none of that name, or if it is not dense
    @Override
    public NamedMatrix obsm(String name) {
        return new SmallReader(store).obsm(name);
    }

    @Override
    public long obsmColumns(String name) {
        return new SmallReader(store).columns(name);
    }

    /// Whether an entry of `obsm` is of the kind that [#obsm] reads.
    boolean hasMatrix(String obsm) {
        return new SmallReader(store).hasMatrix(obsm);
    }

    /// An entry of `uns`: a single value, a list of texts or a dictionary of such. Until anndata 0.7 single values
    /// stand in lists of one.
    ///
    /// @param path its name, or names joined by `/` for one inside others
    /// @return the entry; nothing where there is none, or where it is something else, such as an array
    public Optional<Uns> uns(String path) {
        return new SmallReader(store).uns(path);
    }

    /// All of it, to be written to a new file.
    ///
    /// @throws DataException if a matrix does not fit `obs` and `var`
    Carry carried(Added added) {
        new AnnotationCheck(store).check(added);
        refs().forEach(ref -> MatrixSource.find(store, ref).ifPresent(source -> requireFits(ref, source)));
        return new Carry(store, added);
    }

    /// Where things are besides tables and matrices.
    List<String> besides() {
        List<String> besides = new ArrayList<>();
        for (String place : List.of("obsm", "obsp", "uns", "varm", "varp")) {
            names(place).forEach(name -> besides.add(place + "/" + name));
        }
        return besides;
    }

    private FrameReader rawTable() {
        return new FrameReader(store.find("raw/var").or(() -> store.find("raw.var"))
                .orElseThrow(() -> store.bad("raw/var", "is not in the file")));
    }

    private FrameReader table(String name) {
        return new FrameReader(store.find(name).orElseThrow(() -> store.bad(name, "is not in the file",
                foreign)));
    }

    /// What is in the file, told without reading the matrices.
    @Override
    public Summary summary() {
        List<MatrixInfo> matrices = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (MatrixRef ref : refs()) {
            try {
                MatrixSource.find(store, ref).ifPresent(source -> matrices.add(info(ref, source)));
            } catch (DataException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        return new Summary(rows("obs"), rows("var"), List.copyOf(matrices), columns("obs"), columns("var"),
                names("obsm"), names("uns"), List.copyOf(problems));
    }

    private int rows(String table) {
        long rows = table(table).rows();
        if (rows > Integer.MAX_VALUE - 8) {
            throw store.bad(table, "has " + rows + " rows, more than " + (Integer.MAX_VALUE - 8), "");
        }
        return (int) rows;
    }

    private static MatrixInfo info(MatrixRef ref, MatrixSource source) {
        Dataset values = source.values();
        return new MatrixInfo(ref, source.encoding(), values.type().label(), source.rows(), source.columns(),
                values.elements());
    }

    private List<ColumnInfo> columns(String table) {
        return switch (store.find(table).orElseThrow()) {
            case Group group -> FrameReader.columnOrder(group).stream().map(name -> new ColumnInfo(name,
                    group.child(name).map(n -> new ColumnReader(group, name, n).kind()).orElse(ColumnKind.OTHER)))
                    .toList();
            case Dataset dataset -> legacyColumns(new FrameReader(dataset).compound(dataset));
        };
    }

    private List<ColumnInfo> legacyColumns(ElementType.Compound compound) {
        ElementType.Member index = FrameReader.index(compound);
        return compound.members().stream().filter(m -> !m.equals(index))
                .map(m -> new ColumnInfo(m.name(), legacyKind(m))).toList();
    }

    private ColumnKind legacyKind(ElementType.Member member) {
        return store.find("uns/" + member.name() + "_categories").isPresent() ? ColumnKind.CATEGORICAL
                : ColumnReader.kind(member.type());
    }

    /// Names of the members of a group; until anndata 0.6 some of these were compound datasets.
    private List<String> names(String group) {
        return switch (store.find(group).orElse(null)) {
            case Group members -> members.names();
            case Dataset dataset when dataset.type() instanceof ElementType.Compound compound ->
                compound.members().stream().map(ElementType.Member::name).toList();
            case Node _ -> List.of();
            case null -> List.of();
        };
    }

    /// Its size on disk; of a folder that of all files in it.
    @Override
    public long bytes() {
        return store.bytes();
    }

    /// The file or folder as the user gave it.
    @Override
    public Path path() {
        return store.path();
    }

    @Override
    public void close() {
        store.close();
    }
}
