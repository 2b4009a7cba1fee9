package io.cellwright.anndata.loom;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import io.cellwright.anndata.hdf5.Hdf5File;
import io.cellwright.anndata.store.Dataset;
import io.cellwright.anndata.store.ElementType;
import io.cellwright.anndata.store.ElementType.Numeric;
import io.cellwright.anndata.store.Group;
import io.cellwright.anndata.store.Node;
import io.cellwright.anndata.store.Numerals;
import io.cellwright.anndata.store.Values;
import io.cellwright.anndata.table.Contents;
import io.cellwright.anndata.table.CountEntries;
import io.cellwright.anndata.table.StoredCounts;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import org.jspecify.annotations.Nullable;

/// A `.loom` file: `/matrix` and `/layers`, with genes in rows and cells in columns, `/row_attrs` about genes and
/// `/col_attrs` about cells. Genes are named by `Gene` and cells by `CellID`, as `scanpy.read_loom` does it; where
/// there is none they are numbered.
///
/// Differs from `scanpy.read_loom`, which takes the layer `spliced` for X where there is one: here X is `/matrix`.
public final class Loom {
    private static final String GENES = "row_attrs";
    private static final String CELLS = "col_attrs";
    private static final String REMEDY = "The file is damaged, or not as the loom format has it: write it again "
            + "with loompy";
    private static final int MOST_UNNAMED = 1 << 20;
    private static final System.Logger LOG = System.getLogger(Loom.class.getName());

    private final Hdf5File file;
    private final int genes;
    private final int cells;

    private Loom(Hdf5File file) {
        this.file = file;
        Dataset matrix = dataset("matrix");
        if (matrix.rank() != 2 || matrix.length(0) > CountEntries.MOST || matrix.length(1) > CountEntries.MOST) {
            throw file.bad("matrix", "has shape " + matrix.shapeText() + ", where genes x cells is needed", REMEDY);
        }
        this.genes = (int) matrix.length(0);
        this.cells = (int) matrix.length(1);
    }

    /// Whether a file has what the loom format asks for.
    public static boolean isOne(Hdf5File file) {
        return file.root().dataset("matrix").isPresent() && file.root().group(GENES).isPresent()
                && file.root().group(CELLS).isPresent();
    }

    /// Reads what is about cells and genes; matrices are read when they are asked for.
    ///
    /// @throws DataException if the file is damaged
    public static Contents read(Path path) {
        try (Hdf5File file = Hdf5File.open(path)) {
            Loom loom = new Loom(file);
            loom.dataset("matrix").requirePlausible();
            List<StoredCounts> matrices = new ArrayList<>();
            matrices.add(loom.stored("", "matrix"));
            file.root().group("layers").ifPresent(layers -> layers.names()
                    .forEach(name -> matrices.add(loom.stored(name, "layers/" + name))));
            return new Contents("a .loom file", List.of(path), loom.frame(CELLS, "CellID", loom.cells),
                    loom.frame(GENES, "Gene", loom.genes), matrices);
        }
    }

    private Dataset dataset(String element) {
        return file.find(element).filter(Dataset.class::isInstance).map(Dataset.class::cast)
                .orElseThrow(() -> file.bad(element, "is not in the file", REMEDY));
    }

    private StoredCounts stored(String layer, String element) {
        Path path = file.path();
        Dataset dataset = dataset(element);
        return new StoredCounts(layer, StoredCounts.Kept.DENSE, dataset.type().label(), dataset.elements(), () -> {
            try (Hdf5File again = Hdf5File.open(path)) {
                return new Loom(again).counts(element);
            }
        });
    }

    private Frame frame(String group, String index, int size) {
        List<String> names = List.of();
        boolean named = false;
        List<Column> columns = new ArrayList<>();
        Group attributes = file.root().group(group).orElseThrow();
        for (String name : attributes.names()) {
            Optional<Column> column = attributes.child(name).flatMap(node -> column(name, node));
            if (column.isEmpty()) {
                LOG.log(System.Logger.Level.INFO, "{0}, {1}/{2}: left out, as it is no list of texts or numbers",
                        file.path(), group, name);
            } else if (column.get().size() != size) {
                throw file.bad(group + "/" + name, "has " + column.get().size() + " values, where " + size
                        + " are needed", REMEDY);
            } else if (name.equals(index)) {
                names = texts(column.get());
                named = true;
            } else {
                columns.add(column.get());
            }
        }
        return new Frame(named ? names : numbered(group, index, size), columns);
    }

    /// Names that are not there take memory that the file does not: so there may not be many more of them than bytes.
    private List<String> numbered(String group, String index, int size) {
        if (size > Math.max(MOST_UNNAMED, file.bytes())) {
            throw file.bad(group + "/" + index, "is not there to name " + size + " rows", REMEDY);
        }
        LOG.log(System.Logger.Level.INFO, "{0}: {1} are numbered, as there is no {2}/{3}", file.path(),
                group.equals(CELLS) ? "cells" : "genes", group, index);
        return IntStream.range(0, size).mapToObj(Integer::toString).toList();
    }

    private static List<String> texts(Column column) {
        return IntStream.range(0, column.size()).mapToObj(i -> String.valueOf(column.text(i))).toList();
    }

    /// One value a row, also where it stands in a table of one column.
    private static Optional<Column> column(String name, Node node) {
        if (!(node instanceof Dataset dataset) || dataset.rank() == 0 || dataset.rank() > 2
                || (dataset.rank() == 2 && dataset.length(1) != 1)) {
            return Optional.empty();
        }
        Values values = dataset.values();
        return switch (dataset.type()) {
            case ElementType.HeapText _, ElementType.FixedText _ -> Optional.of(new Column.Strings(name,
                    new ArrayList<>(values.texts().stream().map(XmlText::plain).toList())));
            case ElementType.Truth _ -> Optional.of(truths(name, values.truths()));
            case Numeric type -> Optional.of(new Column.Numbers(name, values.doubles(),
                    type instanceof ElementType.Whole));
            case ElementType.Compound _, ElementType.Reference _, ElementType.Unknown _ -> Optional.empty();
        };
    }

    private static Column truths(String name, boolean[] truths) {
        List<@Nullable Boolean> values = new ArrayList<>(truths.length);
        for (boolean truth : truths) {
            values.add(truth);
        }
        return new Column.Booleans(name, values);
    }

    /// Reads a matrix of genes x cells into one row a cell.
    private CsrMatrix counts(String element) {
        Dataset dataset = dataset(element);
        if (dataset.rank() != 2 || dataset.length(0) != genes || dataset.length(1) != cells) {
            throw file.bad(element, "has shape " + dataset.shapeText() + ", where " + genes + " x " + cells
                    + " is needed", REMEDY);
        }
        if (!(dataset.type() instanceof Numeric type)) {
            throw file.bad(element, "should hold numbers but holds " + dataset.type().label(), REMEDY);
        }
        CountEntries entries = new CountEntries();
        float[][] buffer = {new float[0]};
        dataset.stream(false, (bytes, from, first, n) -> {
            if (buffer[0].length < n) {
                buffer[0] = new float[n];
            }
            try {
                Numerals.floats(type, bytes, from, n, buffer[0], 0);
                add(buffer[0], first, n, entries);
            } catch (Numerals.Inexact e) {
                throw file.bad(element, "holds " + e.getMessage(),
                        "Numbers are kept as float32: check whether these are counts at all");
            } catch (CountEntries.TooManyException e) {
                throw file.bad(element, "has " + e.getMessage(), "Split the cells into several files");
            }
        });
        return entries.rows(cells, genes).matrix();
    }

    private void add(float[] values, long first, int count, CountEntries into) throws CountEntries.TooManyException {
        int gene = (int) (first / cells);
        int cell = (int) (first % cells);
        for (int i = 0; i < count; i++) {
            into.add(cell, gene, values[i]);
            if (++cell == cells) {
                cell = 0;
                gene++;
            }
        }
    }
}
