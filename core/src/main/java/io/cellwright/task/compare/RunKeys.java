package io.cellwright.task.compare;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.cellwright.data.CellTable;
import io.cellwright.data.Column;
import io.cellwright.data.CsrMatrix;
import io.cellwright.data.Fingerprint;
import io.cellwright.data.split.Split;
import io.cellwright.task.estimator.Estimator;
import io.cellwright.task.folder.Manifest;

/// Keys of runs: equal iff all is equal that a result depends on. The number of threads is no part of it.
final class RunKeys {
    /// Counts up whenever a score of the same name comes to mean something else.
    private static final int SCORES = 1;

    private final ComparisonTask task;
    private final String data;

    /// Goes over the counts once.
    RunKeys(ComparisonTask task, CellTable cells) {
        this.task = task;
        this.data = data(task, cells);
    }

    /// SHA-256 of counts, genes, and the columns in use.
    String data() {
        return data;
    }

    String of(Estimator model, Split split, long seed) {
        Fingerprint sum = new Fingerprint().add(SCORES).add(Manifest.programVersion()).add(data)
                .add(task.task().label()).add(task.columns().toString()).add(task.preparation().toString())
                .add(model.name()).add(model.getClass().getName()).add(model.settings()).add(seed);
        for (int[] part : List.of(split.train(), split.validation(), split.test())) {
            sum.add(part.length);
            for (int row : part) {
                sum.add(row);
            }
        }
        return sum.sha256();
    }

    private static String data(ComparisonTask task, CellTable cells) {
        CsrMatrix counts = cells.counts();
        Fingerprint sum = new Fingerprint().add(counts.rows()).add(counts.columns());
        for (int i = 0; i < counts.rows(); i++) {
            sum.add(counts.start(i + 1));
            for (int e = counts.start(i); e < counts.start(i + 1); e++) {
                sum.add(counts.column(e)).add(counts.value(e));
            }
        }
        cells.var().names().forEach(sum::add);
        Stream.of(task.columns().labelsKey(), task.columns().batchKey()).flatMap(Optional::stream)
                .map(cells.obs()::column).flatMap(Optional::stream).forEach(column -> add(column, sum));
        return sum.sha256();
    }

    private static void add(Column column, Fingerprint sum) {
        sum.add(column.name());
        for (int i = 0; i < column.size(); i++) {
            String text = column.text(i);
            sum.add(text == null ? 0 : 1).add(text == null ? "" : text);
        }
    }
}
