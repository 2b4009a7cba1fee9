package io.cellwright.cli;

import java.util.Optional;

import io.cellwright.anndata.MatrixRef;
import io.cellwright.task.Setup;
import io.cellwright.task.network.NetworkTask;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which parts of the file mean what, and how its counts are made ready for a network.
final class PreparedCellOptions {
    @Option(names = "--layer", paramLabel = "NAME",
            description = "Where the counts are: a layer, or 'raw' for raw/X. Default: X.")
    private Optional<String> layer = Optional.empty();

    @Option(names = "--labels-key", paramLabel = "COLUMN", description = "Column of obs with the cell type.")
    private Optional<String> labelsKey = Optional.empty();

    @Option(names = "--unlabeled-category", paramLabel = "NAME",
            description = "The cell type that means unknown; a missing value means it too. Default: ${DEFAULT-VALUE}.")
    private String unlabeledCategory = Setup.UNKNOWN;

    @Option(names = "--batch-key", paramLabel = "COLUMN", description = "Column of obs with the experimental batch.")
    private Optional<String> batchKey = Optional.empty();

    @Mixin
    private PreparationOptions preparation = new PreparationOptions();

    /// The matrix of counts.
    MatrixRef matrix() {
        return DataOptions.matrix(layer);
    }

    Optional<String> labelsKey() {
        return labelsKey;
    }

    /// A task on these cells.
    NetworkTask on(NetworkTask task) {
        NetworkTask ready = task.withUnlabeledCategory(unlabeledCategory).withPreparation(preparation.config(batchKey));
        NetworkTask labelled = labelsKey.map(ready::withLabels).orElse(ready);
        return batchKey.map(labelled::withBatches).orElse(labelled);
    }
}
