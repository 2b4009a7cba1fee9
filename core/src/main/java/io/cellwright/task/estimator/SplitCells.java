package io.cellwright.task.estimator;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

import io.cellwright.data.CellTable;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import io.cellwright.data.prepare.Preparation;
import io.cellwright.data.prepare.PreparationConfig;
import io.cellwright.data.prepare.PreparedCells;
import io.cellwright.data.split.Split;
import io.cellwright.model.Task;
import io.cellwright.task.Setup;

/// Cells that are split, and made ready by what was learnt of the training cells alone.
///
/// @param cells raw counts and columns of all cells
/// @param columns which columns mean what
/// @param split which cells train, watch and judge
/// @param preparation what was learnt of the training cells
/// @param prepared all cells, made ready
/// @param labels classes of all cells, where there is a column of them
/// @param batches experimental batches of all cells, where there is a column of them
public record SplitCells(CellTable cells, Setup columns, Split split, Preparation preparation, PreparedCells prepared,
        Optional<Levels> labels, Optional<Levels> batches) {
    private static final String NO_LABELS = "classification needs labels: say which column of obs has them";

    /// Makes cells ready.
    ///
    /// @throws DataException if the counts or a column cannot be used
    public static SplitCells of(CellTable cells, Setup columns, Split split, PreparationConfig config) {
        Optional<Levels> labels = columns.labelsKey()
                .map(key -> Levels.ofLabels(cells, key, columns.unlabeledCategory()));
        Optional<Levels> batches = columns.batchKey().map(key -> Levels.ofBatches(cells, key));
        Preparation preparation = Preparation.fit(config, cells, split.train());
        return new SplitCells(cells, columns, split, preparation, preparation.apply(cells), labels, batches);
    }

    /// Rows of the cells that can take part in a task: for a classification those with a label, else all.
    ///
    /// @throws IllegalArgumentException if a classification has no column of labels
    /// @throws DataException if a column is not there, or there are not two classes to tell apart
    public static int[] usable(CellTable cells, Setup columns, Task task) {
        columns.batchKey().ifPresent(key -> Levels.ofBatches(cells, key));
        Optional<Levels> labels = columns.labelsKey()
                .map(key -> Levels.ofLabels(cells, key, columns.unlabeledCategory()));
        int[] all = IntStream.range(0, cells.cells()).toArray();
        if (task != Task.CLASSIFICATION) {
            return all;
        }
        Levels classes = labels.orElseThrow(() -> new IllegalArgumentException(NO_LABELS));
        if (classes.names().size() < 2) {
            throw new DataException("obs/" + classes.key(), classes.names().isEmpty() ? "no cell has a label"
                    : "there is one class only, '" + classes.names().getFirst() + "'", "A classifier needs two or more; "
                            + "cells without a label are those of '" + columns.unlabeledCategory() + "'");
        }
        int[] code_n = classes.labels(cells).codes();
        return IntStream.of(all).filter(i -> code_n[i] >= 0).toArray();
    }

    /// The cells that judge: those for testing, else those for validation, rising.
    ///
    /// @throws IllegalStateException if there are neither; training cells never judge
    public int[] judging() {
        int[] rows = split.test().length > 0 ? split.test() : split.validation();
        if (rows.length == 0) {
            throw new IllegalStateException("no cells were held back from training, so nothing can judge the model: "
                    + "train it with a test size above 0");
        }
        return rows.clone();
    }

    /// The name of the part that judges: `test` or `validation`.
    public String judgingPart() {
        return split.test().length > 0 ? "test" : "validation";
    }

    /// Sparse expression of some cells, before each gene is centred where that is asked for.
    ///
    /// @return n x g
    public CsrMatrix expression(int[] rows) {
        return prepared.matrix().selectRows(rows);
    }

    /// Mean expression of the training cells, of each gene.
    public double[] meanOfTraining() {
        double[] mean_g = new double[prepared.genes().size()];
        float[] x_g = new float[mean_g.length];
        for (int i : split.train()) {
            prepared.fill(new int[] {i}, x_g);
            for (int g = 0; g < mean_g.length; g++) {
                mean_g[g] += x_g[g] / (double) split.train().length;
            }
        }
        return mean_g;
    }

    /// The classes, where the task cannot do without.
    ///
    /// @throws IllegalArgumentException if no column of labels was named
    public Levels requiredLabels() {
        return labels.orElseThrow(() -> new IllegalArgumentException(NO_LABELS));
    }

    /// Codes of the classes of some cells, -1 where there is none.
    public int[] labelsOf(int[] rows) {
        int[] code_n = requiredLabels().labels(cells).codes();
        return Arrays.stream(rows).map(i -> code_n[i]).toArray();
    }
}
