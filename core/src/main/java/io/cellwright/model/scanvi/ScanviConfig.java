package io.cellwright.model.scanvi;

import io.cellwright.model.scvi.ScviConfig;

/// What a scANVI model is made of.
///
/// @param scvi the underlying scVI model; its `labels` is the number of known cell types
/// @param linearClassifier whether the classifier is a single linear layer
public record ScanviConfig(ScviConfig scvi, boolean linearClassifier) {
    /// Number of cell types, the unlabelled category not counted.
    public int labels() {
        return scvi.labels();
    }
}
