package io.cellwright.train;

/// Which cells a metric is of.
public enum Phase {
    /// Training cells, while they are trained on.
    TRAIN("train"),
    /// Validation cells, in evaluation mode.
    VALIDATION("validation");

    private final String key;

    Phase(String key) {
        this.key = key;
    }

    /// How it stands in the keys of the history: `elbo_train`, `validation_accuracy`.
    public String key() {
        return key;
    }
}
