package io.cellwright.task.annotate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import io.cellwright.data.Frame;
import io.cellwright.task.Registry;
import io.cellwright.task.Setup;
import io.cellwright.tensor.Rng;
import io.cellwright.tensor.Stream;

/// The cells with what is known of their types.
///
/// @param table counts and columns
/// @param options which columns mean what
/// @param classes names of the types that some cell is labelled with, sorted
/// @param label_n type of each cell, -1 where none is known
record LabelledCells(CellTable table, AnnotateOptions options, List<String> classes, int[] label_n) {
    /// Reads the labels.
    ///
    /// @throws DataException if the column is not there, no cell has a label, or all labels are the same
    static LabelledCells of(CellTable table, AnnotateOptions options) {
        Registry registry = Registry.of(table, setup(options));
        String place = "obs/" + options.labelsKey();
        List<String> classes = registry.labels().stream().sorted().toList();
        if (classes.isEmpty()) {
            throw new DataException(place, "no cell has a label: all are '" + options.unlabeledCategory()
                    + "' or missing", "Name another column, or another unlabelled category");
        }
        if (classes.size() == 1) {
            throw new DataException(place, "there is one cell type only, '" + classes.getFirst() + "'",
                    "Choosing needs two or more; cells without a label are those of '" + options.unlabeledCategory()
                            + "'");
        }
        if (classes.contains(Annotation.UNKNOWN)) {
            throw new DataException(place, "there is a cell type called '" + Annotation.UNKNOWN
                    + "', which is what cells of no labelled type are called",
                    "Make it the unlabelled category if these cells have no label, or rename it");
        }
        Column column = table.obs().column(options.labelsKey()).orElseThrow();
        int[] label_n = IntStream.range(0, table.cells()).map(i -> classes.indexOf(column.text(i))).toArray();
        LabelledCells cells = new LabelledCells(table, options, classes, label_n);
        if (Arrays.stream(cells.sizes(label_n)).noneMatch(size -> size > 1)) {
            throw new DataException(place, "each of the " + classes.size() + " cell types has one labelled cell",
                    "Nothing can be tried on held-out cells then: label two or more cells of a type");
        }
        return cells;
    }

    private static Setup setup(AnnotateOptions options) {
        Setup setup = options.batchKey().map(Setup.countsOnly()::withBatchKey).orElse(Setup.countsOnly());
        return setup.withLabelsKey(options.labelsKey(), options.unlabeledCategory());
    }

    /// How the columns are used.
    Setup setup() {
        return setup(options);
    }

    /// Rows of the cells with a label, rising.
    int[] labelled() {
        return IntStream.range(0, label_n.length).filter(i -> label_n[i] >= 0).toArray();
    }

    /// Number of cells of each type among some labels.
    int[] sizes(int[] some_n) {
        int[] size_c = new int[classes.size()];
        Arrays.stream(some_n).filter(c -> c >= 0).forEach(c -> size_c[c]++);
        return size_c;
    }

    /// Which of so many folds hides the label of each cell: those of a type are dealt in turn, in an order that the
    /// seed says, and the next type goes on where it ended. -1 for a cell without a label, and for one that keeps it,
    /// the only labelled cell of its type.
    ///
    /// @param round folds of different rounds have nothing to do with each other
    int[] folds(int count, int round) {
        int[] fold_n = new int[label_n.length];
        Arrays.fill(fold_n, -1);
        int next = 0;
        for (int c = 0; c < classes.size(); c++) {
            int type = c;
            int[] mine = IntStream.range(0, label_n.length).filter(i -> label_n[i] == type).toArray();
            Rng.shuffle(Rng.key(options.seed(), Stream.SPLIT, round, c), mine);
            for (int j = 0; mine.length > 1 && j < mine.length; j++) {
                fold_n[mine[j]] = next++ % count;
            }
        }
        return fold_n;
    }

    /// The labels with those of one fold hidden.
    int[] without(int[] fold_n, int fold) {
        return IntStream.range(0, label_n.length).map(i -> fold_n[i] == fold ? -1 : label_n[i]).toArray();
    }

    /// The same cells where other labels are known: with the column of labels, that of batches and no other.
    CellTable withLabels(int[] known_n) {
        List<Column> columns = new ArrayList<>();
        List<String> texts = Arrays.stream(known_n).mapToObj(c -> c < 0 ? options.unlabeledCategory() : classes.get(c))
                .toList();
        columns.add(new Column.Strings(options.labelsKey(), List.copyOf(texts)));
        Optional<Column> batch = options.batchKey().flatMap(table.obs()::column);
        batch.filter(column -> !column.name().equals(options.labelsKey())).ifPresent(columns::add);
        return new CellTable(table.counts(), new Frame(table.obs().names(), columns), table.var());
    }
}
