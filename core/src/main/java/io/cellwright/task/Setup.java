package io.cellwright.task;

import java.util.List;
import java.util.Optional;

/// Which columns of the cells' table mean what: the arguments of scvi-tools' `setup_anndata`.
///
/// @param batchKey experimental batch
/// @param labelsKey cell type
/// @param unlabeledCategory the value of `labelsKey` that means "unknown"; a missing value means it too
/// @param sizeFactorKey size factor of each cell, in place of the sum of its counts
/// @param categoricalKeys further categorical covariates
/// @param continuousKeys continuous covariates
public record Setup(Optional<String> batchKey, Optional<String> labelsKey, String unlabeledCategory,
        Optional<String> sizeFactorKey, List<String> categoricalKeys, List<String> continuousKeys) {
    /// The unlabelled category where none is named.
    public static final String UNKNOWN = "Unknown";

    /// Copies the lists.
    public Setup {
        categoricalKeys = List.copyOf(categoricalKeys);
        continuousKeys = List.copyOf(continuousKeys);
    }

    /// Counts alone.
    public static Setup countsOnly() {
        return new Setup(Optional.empty(), Optional.empty(), UNKNOWN, Optional.empty(), List.of(), List.of());
    }

    /// The same with a batch column.
    public Setup withBatchKey(String key) {
        return new Setup(Optional.of(key), labelsKey, unlabeledCategory, sizeFactorKey, categoricalKeys,
                continuousKeys);
    }

    /// The same with a label column.
    public Setup withLabelsKey(String key, String unlabeled) {
        return new Setup(batchKey, Optional.of(key), unlabeled, sizeFactorKey, categoricalKeys, continuousKeys);
    }

    /// The same with a size factor column.
    public Setup withSizeFactorKey(String key) {
        return new Setup(batchKey, labelsKey, unlabeledCategory, Optional.of(key), categoricalKeys, continuousKeys);
    }

    /// The same with covariates.
    public Setup withCovariates(List<String> categorical, List<String> continuous) {
        return new Setup(batchKey, labelsKey, unlabeledCategory, sizeFactorKey, categorical, continuous);
    }
}
