package io.cellwright.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.cellwright.data.Cells;
import io.cellwright.data.Column;
import io.cellwright.data.DataException;
import io.cellwright.data.preprocess.HighlyVariableGenes;

/// Which genes a model is made for.
final class GeneChoice {
    private GeneChoice() {}

    /// The most variable genes, chosen in each batch and put together as scanpy's `seurat_v3` does; all of them where
    /// there are not more.
    static Cells top(Cells cells, int top, Optional<String> batchKey) {
        if (top >= cells.genes()) {
            return cells;
        }
        batchKey.flatMap(cells.obs()::column).ifPresent(GeneChoice::requireTwoOfEach);
        int[] batch = batchKey.flatMap(cells.obs()::column).map(GeneChoice::codes).orElse(null);
        int[] chosen = HighlyVariableGenes.seuratV3(cells.counts(), top, batch).chosen();
        return cells.selectGenes(chosen);
    }

    /// The choice itself knows batches by numbers only, which would tell the user nothing.
    private static void requireTwoOfEach(Column batches) {
        Map<String, Integer> cells = new TreeMap<>();
        for (int i = 0; i < batches.size(); i++) {
            cells.merge(String.valueOf(batches.text(i)), 1, Integer::sum);
        }
        cells.forEach((batch, count) -> {
            if (count == 1) {
                throw new DataException("obs/" + batches.name(), "batch '" + batch + "' has one cell, and --top-genes "
                        + "needs two or more of each", "Leave that cell out, or train on all genes");
            }
        });
    }

    private static int[] codes(Column column) {
        Map<String, Integer> known = new HashMap<>();
        int[] codes = new int[column.size()];
        for (int i = 0; i < codes.length; i++) {
            String text = column.text(i);
            codes[i] = text == null ? -1 : known.computeIfAbsent(text, level -> known.size());
        }
        return codes;
    }
}
