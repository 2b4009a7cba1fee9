package io.cellwright.anndata;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import io.cellwright.anndata.store.GroupWriter;
import io.cellwright.data.CellTable;
import io.cellwright.data.Cells;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.Frame;
import io.cellwright.data.StoredCells;

/// A file of anndata made of tables that are in memory, and of matrices that are in memory one by one.
///
/// @param x the main matrix; files of anndata may have none
/// @param layers further matrices of the same shape
/// @param obs about the cells
/// @param var about the genes
/// @param added what else; its columns go behind those of `obs` or replace them
record NewTables(Optional<Supplier<CsrMatrix>> x, List<Layer> layers, Frame obs, Frame var, Added added)
        implements NewContent {
    /// A matrix to be made when its turn comes, so that no two are in memory.
    record Layer(String name, Supplier<CsrMatrix> counts) {}

    /// Checks that everything has a name of its own and a row for each cell.
    ///
    /// @throws IllegalArgumentException if not
    NewTables {
        Set<String> layerNames = new HashSet<>();
        layers.forEach(layer -> AnnotationCheck.requireName("layers", layer.name(), layerNames));
        requireNames("obs", obs.columns());
        requireNames("var", var.columns());
        added.coming().ifPresent(results -> requireMatrix(results.name(), results.rows(), obs, new HashSet<>()));
        requireFits(added.known(), obs);
    }

    private static void requireFits(Annotations annotations, Frame obs) {
        requireNames("obs", annotations.obs());
        Set<String> matrices = new HashSet<>();
        annotations.obsm().forEach(matrix -> requireMatrix(matrix.name(), matrix.rows(), obs, matrices));
        AnnotationCheck.requireNames("uns", annotations.uns());
    }

    private static void requireMatrix(String name, int rows, Frame obs, Set<String> taken) {
        AnnotationCheck.requireName("obsm", name, taken);
        if (rows != obs.size()) {
            throw new IllegalArgumentException("obsm/" + name + " must have " + obs.size()
                    + " rows, one for each cell, but has " + rows);
        }
    }

    private static void requireNames(String place, List<Column> columns) {
        Set<String> names = new HashSet<>(Set.of("_index"));
        columns.forEach(column -> AnnotationCheck.requireName(place, column.name(), names));
    }

    /// Counts that are not in memory are left out.
    static NewTables of(Cells cells, Added added) {
        Optional<Supplier<CsrMatrix>> x = switch (cells) {
            case CellTable table -> Optional.of(table::counts);
            case StoredCells _ -> Optional.empty();
        };
        return new NewTables(x, List.of(), cells.obs(), cells.var(), added);
    }

    static NewTables of(CellFile cells, Added added) {
        List<MatrixRef> refs = JoinedFiles.refs(cells);
        List<Layer> layers = refs.stream().filter(MatrixRef.Layer.class::isInstance).map(MatrixRef.Layer.class::cast)
                .map(ref -> new Layer(ref.name(), () -> cells.matrix(ref))).toList();
        Optional<Supplier<CsrMatrix>> x = refs.stream().filter(MatrixRef.X.class::isInstance).findFirst()
                .map(ref -> () -> cells.matrix(ref));
        return new NewTables(x, layers, cells.obs(), cells.var(), added);
    }

    @Override
    public List<String> left() {
        return List.of();
    }

    @Override
    public void write(GroupWriter root) throws IOException {
        root.group("obsm", ElementWriter.dict(), added::matrices);
        requireFits(added.known(), obs);
        ElementWriter writer = new ElementWriter(root);
        if (x.isPresent()) {
            writer.csr("X", x.get().get());
        }
        root.group("layers", ElementWriter.dict(), inside -> {
            for (Layer layer : layers) {
                new ElementWriter(inside).csr(layer.name(), layer.counts().get());
            }
        });
        writer.frame("obs", merged());
        root.group("obsp", ElementWriter.dict(), none -> { });
        root.group("uns", ElementWriter.dict(), inside -> {
            for (Uns.Entry entry : added.known().uns()) {
                new ElementWriter(inside).uns(entry);
            }
        });
        writer.frame("var", var);
        root.group("varm", ElementWriter.dict(), none -> { });
        root.group("varp", ElementWriter.dict(), none -> { });
    }

    private Frame merged() {
        Map<String, Column> columns = new LinkedHashMap<>();
        obs.columns().forEach(c -> columns.put(c.name(), c));
        added.known().obs().forEach(c -> columns.put(c.name(), c));
        return new Frame(obs.names(), List.copyOf(columns.values()));
    }
}
