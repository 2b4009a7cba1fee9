package io.cellwright.anndata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import io.cellwright.anndata.Summary.ColumnInfo;
import io.cellwright.anndata.Summary.ColumnKind;
import io.cellwright.anndata.Summary.Encoding;
import io.cellwright.anndata.Summary.MatrixInfo;
import io.cellwright.anndata.loom.Loom;
import io.cellwright.anndata.table.Contents;
import io.cellwright.anndata.table.StoredCounts;
import io.cellwright.anndata.tenx.TenxFolder;
import io.cellwright.anndata.tenx.TenxH5;
import io.cellwright.anndata.text.DelimitedTable;
import io.cellwright.anndata.text.MatrixMarket;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CountRows;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;

/// A file of counts that is not anndata's: cells, genes, a matrix, perhaps layers, and nothing else. It is not kept
/// open.
final class TableFile implements CellFile {
    private final Path path;
    private final FileFormat format;
    private final Contents contents;

    private TableFile(Path path, FileFormat format, Contents contents) {
        this.path = path;
        this.format = format;
        this.contents = contents;
    }

    static TableFile open(Path path, FileFormat format, Reading reading) {
        return new TableFile(path, format, switch (format) {
            case TENX_H5 -> TenxH5.read(path, reading.genome());
            case TENX_MTX -> Files.isDirectory(path) ? TenxFolder.read(path) : TenxFolder.readBeside(path);
            case MTX -> MatrixMarket.lone(path, reading.genesInRows());
            case TEXT -> DelimitedTable.read(path, reading.genesInRows());
            case LOOM -> Loom.read(path);
            case H5AD, ZARR -> throw new IllegalStateException("a file of anndata holds more than a table");
        });
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public FileFormat format() {
        return format;
    }

    @Override
    public String label() {
        return contents.label();
    }

    @Override
    public long bytes() {
        long sum = 0;
        for (Path file : contents.files()) {
            try {
                sum += Files.size(file);
            } catch (IOException e) {
                throw new DataException(file, "", "cannot be read: " + e.getMessage(), "", e);
            }
        }
        return sum;
    }

    @Override
    public Frame obs() {
        return contents.obs();
    }

    @Override
    public Frame var() {
        return contents.var();
    }

    @Override
    public CellTable table(MatrixRef ref) {
        return new CellTable(matrix(ref), obs(), var());
    }

    @Override
    public CsrMatrix matrix(MatrixRef ref) {
        return contents.matrices().stream().filter(matrix -> ref(matrix).equals(ref)).findFirst()
                .map(matrix -> matrix.counts().get()).orElseThrow(() -> absent(ref));
    }

    @Override
    public CountRows rows(MatrixRef ref) {
        return matrix(ref);
    }

    private DataException absent(MatrixRef ref) {
        return new DataException(path, ref.path(), "is not in the file", "It has " + contents.matrices().stream()
                .map(matrix -> ref(matrix).path()).collect(Collectors.joining(", ")));
    }

    private static MatrixRef ref(StoredCounts matrix) {
        return matrix.layer().isEmpty() ? new MatrixRef.X() : new MatrixRef.Layer(matrix.layer());
    }

    @Override
    public NamedMatrix obsm(String name) {
        throw new DataException(path, "obsm/" + name, "is not in the file", "It is " + contents.label()
                + ", and none of its embeddings are read: give an .h5ad file");
    }

    @Override
    public Summary summary() {
        return new Summary(obs().size(), var().size(), contents.matrices().stream().map(this::info).toList(),
                infos(obs()), infos(var()), List.of(), List.of(), List.of());
    }

    private MatrixInfo info(StoredCounts matrix) {
        Encoding encoding = switch (matrix.kept()) {
            case BY_CELL -> Encoding.CSR;
            case DENSE -> Encoding.DENSE;
            case TEXT -> Encoding.TEXT;
        };
        return new MatrixInfo(ref(matrix), encoding, matrix.dtype(), obs().size(), var().size(), matrix.entries());
    }

    private static List<ColumnInfo> infos(Frame frame) {
        return frame.columns().stream().map(column -> new ColumnInfo(column.name(), switch (column) {
            case Column.Strings _ -> ColumnKind.TEXT;
            case Column.Categorical _ -> ColumnKind.CATEGORICAL;
            case Column.Booleans _ -> ColumnKind.BOOLEAN;
            case Column.Numbers numbers -> numbers.integral() ? ColumnKind.INTEGER : ColumnKind.REAL;
        })).toList();
    }

    @Override
    public void close() {
        // Nothing is kept open.
    }
}
