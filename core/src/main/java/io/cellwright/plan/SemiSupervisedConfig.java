package io.cellwright.plan;

/// What `SemiSupervisedTrainingPlan` adds to the arguments of `TrainingPlan`.
///
/// @param classificationRatio weight of the classifier's loss
/// @param quirks which of scvi-tools' ways are followed
public record SemiSupervisedConfig(double classificationRatio, Quirks quirks) {
    /// Ways of scvi-tools that change a trained number or a reported one.
    ///
    /// @param labelledPassMovesStatistics the labelled minibatch moves running statistics a second time in each step
    /// @param metricsByMinibatch classifier metrics are averaged over minibatches, weighted by the size of the full one, and
    ///     F1 is micro; otherwise they count all labelled cells of the epoch, and F1 is macro
    public record Quirks(boolean labelledPassMovesStatistics, boolean metricsByMinibatch) {
        /// As scvi-tools.
        public static final Quirks PARITY = new Quirks(true, true);
        /// As it should be.
        public static final Quirks NONE = new Quirks(false, false);
    }

    /// scvi-tools' default.
    public static final SemiSupervisedConfig PARITY = new SemiSupervisedConfig(50, Quirks.PARITY);

    /// Checks the ratio.
    public SemiSupervisedConfig {
        if (!(classificationRatio >= 0)) {
            throw new IllegalArgumentException("classification_ratio must be at least 0 but was "
                    + classificationRatio);
        }
    }
}
