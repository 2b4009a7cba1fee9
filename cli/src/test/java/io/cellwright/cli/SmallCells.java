package io.cellwright.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.Frame;
import io.cellwright.tensor.Rng;
import io.cellwright.tensor.Stream;

/// Small files of made cells: two cell types that half of the genes tell apart, two batches.
///
/// @param values cells x genes
/// @param columns of obs
record SmallCells(float[][] values, List<String> cellNames, List<String> geneNames, List<Column> columns) {
    static final int CELLS = 40;
    static final int GENES = 12;
    static final long SEED = 7;

    /// Counts with the columns `batch` (b0, b1), `type` (a, b), `known` (type of every second cell, else Unknown), and
    /// `depth` (a number).
    static SmallCells make() {
        return make(CELLS, GENES);
    }

    static SmallCells make(int cells, int genes) {
        long key = Rng.key(SEED, Stream.SIMULATION, 0, 0);
        float[][] values = new float[cells][genes];
        for (int i = 0; i < cells; i++) {
            for (int j = 0; j < genes; j++) {
                double mean = type(i).equals("a") == (j < (genes + 1) / 2) ? 9 : 2;
                values[i][j] = (float) Math.floor(mean * Rng.uniform(key, (long) i * genes + j));
            }
            values[i][i % genes]++;
        }
        List<Column> columns = List.of(text("batch", cells, i -> "b" + i / 2 % 2), text("type", cells,
                SmallCells::type), text("known", cells, i -> i / 2 % 2 == 0 ? type(i) : "Unknown"),
                new Column.Numbers("depth", IntStream.range(0, cells).asDoubleStream().toArray(), false));
        return new SmallCells(values, names("cell", cells), names("gene", genes), columns);
    }

    static String type(int cell) {
        return cell % 2 == 0 ? "a" : "b";
    }

    static Column text(String name, int cells, IntFunction<String> value) {
        return new Column.Strings(name, IntStream.range(0, cells).mapToObj(value).toList());
    }

    private static List<String> names(String stem, int count) {
        return IntStream.range(0, count).mapToObj(i -> stem + i).toList();
    }

    @FunctionalInterface
    interface Change {
        float of(int cell, int gene, float value);
    }

    SmallCells with(Change change) {
        float[][] changed = new float[values.length][];
        for (int i = 0; i < values.length; i++) {
            changed[i] = values[i].clone();
            for (int j = 0; j < values[i].length; j++) {
                changed[i][j] = change.of(i, j, values[i][j]);
            }
        }
        return new SmallCells(changed, cellNames, geneNames, columns);
    }

    SmallCells with(Column column) {
        List<Column> more = new ArrayList<>(columns);
        more.removeIf(c -> c.name().equals(column.name()));
        more.add(column);
        return new SmallCells(values, cellNames, geneNames, more);
    }

    SmallCells without(String column) {
        return new SmallCells(values, cellNames, geneNames,
                columns.stream().filter(c -> !c.name().equals(column)).toList());
    }

    SmallCells withGeneNames(List<String> names) {
        return new SmallCells(values, cellNames, names, columns);
    }

    SmallCells withCellNames(List<String> names) {
        return new SmallCells(values, names, geneNames, columns);
    }

    /// The same cells with the genes `keep`, in that order.
    SmallCells withGenes(int... keep) {
        float[][] kept = Arrays.stream(values).map(row -> {
            float[] picked = new float[keep.length];
            for (int j = 0; j < keep.length; j++) {
                picked[j] = row[keep[j]];
            }
            return picked;
        }).toArray(float[][]::new);
        return new SmallCells(kept, cellNames, Arrays.stream(keep).mapToObj(geneNames::get).toList(), columns);
    }

    CellTable table() {
        long[] start = new long[values.length + 1];
        int genes = geneNames.size();
        int[] column = new int[values.length * genes];
        float[] value = new float[column.length];
        int at = 0;
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < genes; j++) {
                column[at] = j;
                value[at++] = values[i][j];
            }
            start[i + 1] = at;
        }
        return new CellTable(CsrMatrix.ofEntries(values.length, genes, start, column, value),
                new Frame(cellNames, columns), new Frame(geneNames, List.of()));
    }

    Path write(Path path) {
        H5adWriter.create(path, table(), Annotations.none());
        return path;
    }
}
