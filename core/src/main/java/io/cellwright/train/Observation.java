package io.cellwright.train;

/// Something that a minibatch contributes to the metrics of its epoch.
public sealed interface Observation {
    /// A weighted mean: the epoch's value is the sum of `sum` over the sum of `weight`.
    ///
    /// @param key in the history
    /// @param sum what is averaged, summed
    /// @param weight how much there was
    record Mean(String key, double sum, double weight) implements Observation {}

    /// Classified cells: the epoch's accuracy, F1 score and calibration error are those of all of them together.
    ///
    /// @param phase whose keys the metrics get: `train_accuracy`, `train_f1_score`, `train_calibration_error`
    /// @param classes number of classes
    /// @param truth class of each cell
    /// @param predicted the most probable class of each cell, the first of equals
    /// @param confidence its probability
    record Classified(Phase phase, int classes, int[] truth, int[] predicted, double[] confidence)
            implements Observation {}

    /// A number that stands for itself; of an epoch the last is kept, as scvi-tools does with `kl_weight`.
    ///
    /// @param key in the history
    /// @param value the number
    record Last(String key, double value) implements Observation {}

    /// A metric of a validation in the middle of an epoch, on which rules have judged already; of an epoch the last is
    /// kept.
    ///
    /// @param key in the history
    /// @param value the number
    record Checked(String key, double value) implements Observation {}
}
