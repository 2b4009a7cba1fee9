package io.cellwright.anndata;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.cellwright.anndata.Summary.ColumnInfo;
import io.cellwright.anndata.Summary.ColumnKind;
import io.cellwright.anndata.Summary.MatrixInfo;
import io.cellwright.anndata.hdf5.ElementType;
import io.cellwright.anndata.hdf5.Hdf5Dataset;
import io.cellwright.anndata.hdf5.Hdf5File;
import io.cellwright.anndata.hdf5.Hdf5Group;
import io.cellwright.anndata.hdf5.Hdf5Node;
import io.cellwright.data.CellTable;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;

/// An `.h5ad` file opened for reading, of any anndata version from 0.5 on.
///
/// Whatever is wrong with a file comes as a [DataException] that names the file and the element. May be used from
/// several threads.
public final class H5adFile implements CellFile {
    private static final String REWRITE = "Write the file again with anndata's write_h5ad";

    private final Hdf5File file;

    private H5adFile(Hdf5File file) {
        this.file = file;
    }

    /// Opens a file.
    ///
    /// @throws DataException if there is no such file, it is no whole HDF5 file, or it has no obs and var
    public static H5adFile open(Path path) {
        Hdf5File file = Hdf5File.open(path);
        try {
            H5adFile opened = new H5adFile(file);
            opened.table("obs");
            opened.table("var");
            return opened;
        } catch (DataException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public FileFormat format() {
        return FileFormat.H5AD;
    }

    @Override
    public String label() {
        return "an .h5ad file";
    }

    @Override
    public long bytes() {
        return file.size();
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
        MatrixSource source = MatrixSource.find(file, ref).orElseThrow(() -> absent(ref));
        long cells = table("obs").rows();
        FrameReader var = ref instanceof MatrixRef.Raw ? rawTable() : table("var");
        if (source.rows() != cells || source.columns() != var.rows()) {
            throw file.bad(ref.path(), "is " + source.rows() + " x " + source.columns() + " but there are " + cells
                    + " cells and " + var.rows() + " genes", REWRITE);
        }
        return new MatrixReader(source).read();
    }

    private DataException absent(MatrixRef ref) {
        List<String> present = refs().stream().map(MatrixRef::path).toList();
        return file.bad(ref.path(), "is not in the file",
                present.isEmpty() ? "The file has no matrix at all" : "It has " + String.join(", ", present));
    }

    /// The matrices there are, readable or not.
    private List<MatrixRef> refs() {
        List<MatrixRef> refs = new ArrayList<>();
        if (file.root().names().contains("X")) {
            refs.add(new MatrixRef.X());
        }
        file.root().group("layers").ifPresent(g -> g.names().forEach(n -> refs.add(new MatrixRef.Layer(n))));
        if (file.find("raw/X").or(() -> file.find("raw.X")).isPresent()) {
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

    /// The table about the genes of `raw/X`.
    public Frame rawVar() {
        return rawTable().read();
    }

    /// A dense matrix of `obsm`, such as an embedding, as float32.
    ///
    /// @throws DataException if there is none of that name, or if it is not dense
    @Override
    public NamedMatrix obsm(String name) {
        return new SmallReader(file).obsm(name);
    }

    /// An entry of `uns`: a single value, a list of texts or a dictionary of such. Until anndata 0.7 single values
    /// stand in lists of one.
    ///
    /// @param path its name, or names joined by `/` for one inside others
    /// @return the entry; nothing where there is none, or where it is something else, such as an array
    public Optional<Uns> uns(String path) {
        return new SmallReader(file).uns(path);
    }

    private FrameReader rawTable() {
        return new FrameReader(file.find("raw/var").or(() -> file.find("raw.var"))
                .orElseThrow(() -> file.bad("raw/var", "is not in the file", REWRITE)));
    }

    private FrameReader table(String name) {
        return new FrameReader(file.find(name).orElseThrow(() -> file.bad(name, "is not in the file",
                "This is an HDF5 file but not an .h5ad file as anndata writes it")));
    }

    /// What is in the file, told without reading the matrices.
    @Override
    public Summary summary() {
        List<MatrixInfo> matrices = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (MatrixRef ref : refs()) {
            try {
                MatrixSource.find(file, ref).ifPresent(source -> matrices.add(info(ref, source)));
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
            throw file.bad(table, "has " + rows + " rows, more than " + (Integer.MAX_VALUE - 8), "");
        }
        return (int) rows;
    }

    private static MatrixInfo info(MatrixRef ref, MatrixSource source) {
        Hdf5Dataset values = source.values();
        return new MatrixInfo(ref, source.encoding(), values.type().label(), source.rows(), source.columns(),
                values.elements());
    }

    private List<ColumnInfo> columns(String table) {
        return switch (file.find(table).orElseThrow()) {
            case Hdf5Group group -> FrameReader.columnOrder(group).stream().map(name -> new ColumnInfo(name,
                    group.child(name).map(n -> new ColumnReader(group, name, n).kind()).orElse(ColumnKind.OTHER)))
                    .toList();
            case Hdf5Dataset dataset -> legacyColumns(new FrameReader(dataset).compound(dataset));
        };
    }

    private List<ColumnInfo> legacyColumns(ElementType.Compound compound) {
        ElementType.Member index = FrameReader.index(compound);
        return compound.members().stream().filter(m -> !m.equals(index))
                .map(m -> new ColumnInfo(m.name(), legacyKind(m))).toList();
    }

    private ColumnKind legacyKind(ElementType.Member member) {
        return file.find("uns/" + member.name() + "_categories").isPresent() ? ColumnKind.CATEGORICAL
                : ColumnReader.kind(member.type());
    }

    /// Names of the members of a group; until anndata 0.6 some of these were compound datasets.
    private List<String> names(String group) {
        return switch (file.find(group).orElse(null)) {
            case Hdf5Group members -> members.names();
            case Hdf5Dataset dataset when dataset.type() instanceof ElementType.Compound compound ->
                compound.members().stream().map(ElementType.Member::name).toList();
            case Hdf5Node _ -> List.of();
            case null -> List.of();
        };
    }

    /// The file as it was given to [#open].
    @Override
    public Path path() {
        return file.path();
    }

    @Override
    public void close() {
        file.close();
    }
}
