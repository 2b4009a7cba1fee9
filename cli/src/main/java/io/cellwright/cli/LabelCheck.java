package io.cellwright.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.cellwright.data.CellData.Factor;
import io.cellwright.data.DataException;
import io.cellwright.task.Registry;

/// Whether labels are enough to learn cell types from.
final class LabelCheck {
    private LabelCheck() {}

    /// Refuses scVI with a dispersion for each cell type where a cell has none: there is no classifier that would say
    /// which types it may be.
    static void requireDispersion(Path file, Registry registry, Factor label) {
        String key = registry.setup().labelsKey().orElseThrow(() -> new IllegalArgumentException(
                "--dispersion gene-label needs --labels-key COLUMN"));
        long without = Arrays.stream(label.codes()).filter(code -> code < 0).count();
        if (without > 0) {
            throw new DataException(file, "obs/" + key, Numbers.count(without) + " of "
                    + Numbers.count(label.codes().length) + " cells have no label, and --dispersion gene-label needs one "
                    + "for every cell", "Train scanvi, which expects a type for these cells, or give another --dispersion");
        }
    }

    /// Refuses labels that nothing can be learnt from.
    ///
    /// @return what the user should know though training is possible
    /// @throws DataException if no cell has a label, or all have the same
    static List<String> check(Path file, Registry registry, Factor label) {
        String key = registry.setup().labelsKey().orElse("");
        String unknown = registry.setup().unlabeledCategory();
        if (registry.labels().isEmpty()) {
            throw new DataException(file, "obs/" + key, "no cell has a label: all are '" + unknown + "' or missing",
                    "Give another --labels-key or --unlabeled-category, or embed without labels with 'train scvi'");
        }
        if (registry.labels().size() == 1) {
            throw new DataException(file, "obs/" + key, "there is one cell type only, '"
                    + registry.labels().getFirst() + "'", "A classifier needs two or more; unlabelled cells are those of '"
                    + unknown + "', which --unlabeled-category changes");
        }
        int[] cells = new int[registry.labels().size()];
        for (int code : label.codes()) {
            if (code >= 0) {
                cells[code]++;
            }
        }
        List<String> warnings = new ArrayList<>();
        for (int c = 0; c < cells.length; c++) {
            if (cells[c] == 1) {
                warnings.add(file + ", obs/" + key + ": cell type '" + registry.labels().get(c)
                        + "' has one labelled cell; it will hardly be learnt");
            }
        }
        return warnings;
    }
}
