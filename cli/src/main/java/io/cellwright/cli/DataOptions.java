package io.cellwright.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.cellwright.anndata.MatrixRef;
import io.cellwright.task.Setup;
import picocli.CommandLine.Option;

/// Which parts of the file mean what.
final class DataOptions {
    @Option(names = "--layer", paramLabel = "NAME",
            description = "Where the counts are: a layer, or 'raw' for raw/X. Default: X.")
    private Optional<String> layer = Optional.empty();

    @Option(names = "--batch-key", paramLabel = "COLUMN", description = "Column of obs with the experimental batch.")
    private Optional<String> batchKey = Optional.empty();

    @Option(names = "--labels-key", paramLabel = "COLUMN", description = "Column of obs with the cell type.")
    private Optional<String> labelsKey = Optional.empty();

    @Option(names = "--unlabeled-category", paramLabel = "NAME",
            description = "The cell type that means unknown; a missing value means it too. Default: ${DEFAULT-VALUE}.")
    private String unlabeledCategory = Setup.UNKNOWN;

    @Option(names = "--size-factor-key", paramLabel = "COLUMN",
            description = "Column of obs with size factors, in place of the sum of counts.")
    private Optional<String> sizeFactorKey = Optional.empty();

    @Option(names = "--categorical-covariate-keys", paramLabel = "COLUMN", split = ",",
            description = "Columns of obs with categories to correct for.")
    private List<String> categoricalKeys = new ArrayList<>();

    @Option(names = "--continuous-covariate-keys", paramLabel = "COLUMN", split = ",",
            description = "Columns of obs with numbers to correct for.")
    private List<String> continuousKeys = new ArrayList<>();

    @Option(names = "--top-genes", paramLabel = "N",
            description = "Keep the N most variable genes only (seurat_v3). Default: all genes.")
    private Optional<Integer> topGenes = Optional.empty();

    /// The matrix of counts.
    MatrixRef matrix() {
        return matrix(layer);
    }

    /// The matrix that `--layer` names.
    static MatrixRef matrix(Optional<String> layer) {
        return switch (layer.orElse("X")) {
            case "X" -> new MatrixRef.X();
            case "raw" -> new MatrixRef.Raw();
            case String name -> new MatrixRef.Layer(name);
        };
    }

    Setup setup() {
        return new Setup(batchKey, labelsKey, unlabeledCategory, sizeFactorKey, categoricalKeys, continuousKeys);
    }

    Optional<Integer> topGenes() {
        if (topGenes.isPresent() && topGenes.get() < 1) {
            throw new IllegalArgumentException("--top-genes must be at least 1 but was " + topGenes.get());
        }
        return topGenes;
    }
}
