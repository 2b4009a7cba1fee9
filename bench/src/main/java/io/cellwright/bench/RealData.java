package io.cellwright.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import io.cellwright.anndata.H5adFile;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.data.CellTable;
import io.cellwright.data.Frame;
import io.cellwright.data.preprocess.HighlyVariableGenes;
import io.cellwright.task.ModelSpec.Kind;
import io.cellwright.task.Registry;
import io.cellwright.task.Setup;

/// A data set that models are judged on, with what scvi-tools 1.5.1 reaches there.
///
/// @param file its name, without `.h5ad`
/// @param label column with the cell types
/// @param batch column with the batches
/// @param topGenes how many variable genes are kept, 0 for all
/// @param scvi figures of scVI
/// @param scanvi figures of the better of the two ways to train scANVI, each figure by itself
record RealData(String file, String label, Optional<String> batch, int topGenes, String scvi, String scanvi) {
    static final List<RealData> ALL = List.of(
            new RealData("pbmc68k_reduced_counts", "bulk_labels", Optional.empty(), 0, "NMI 0.619 kNN 0.633",
                    "accuracy 0.752 macro-F1 0.587"),
            new RealData("scmix_3cl", "cell_line", Optional.of("protocol"), 2_000, "NMI 0.926 kNN 0.970",
                    "accuracy 0.979 macro-F1 0.980"),
            new RealData("mouse_bladder", "label", Optional.empty(), 2_000, "NMI 0.687 kNN 0.736",
                    "accuracy 0.826 macro-F1 0.614"),
            new RealData("pbmc4k_top2000", "label", Optional.empty(), 0, "NMI 0.753 kNN 0.844",
                    "accuracy 0.874 macro-F1 0.840"));

    String peer(Kind kind) {
        return kind == Kind.SCVI ? " ".repeat(31) + scvi : scanvi;
    }

    /// The cells with their genes chosen.
    CellTable read(Path folder) {
        try (H5adFile h5ad = H5adFile.open(folder.resolve(file + ".h5ad"))) {
            CellTable cells = h5ad.table(new MatrixRef.X());
            if (topGenes == 0) {
                return cells;
            }
            int[] batches = batch.map(key -> Registry.of(cells, Setup.countsOnly().withBatchKey(key)).encode(cells)
                    .batch().codes()).orElse(null);
            int[] chosen = HighlyVariableGenes.seuratV3(cells.counts(), topGenes, batches).chosen();
            List<String> genes = Arrays.stream(chosen).mapToObj(cells.var().names()::get).toList();
            return new CellTable(cells.counts().selectColumns(chosen), cells.obs(), new Frame(genes, List.of()));
        }
    }
}
