package io.cellwright.plan;

import io.cellwright.schedule.lr.ScheduledValue;

/// What `SemiSupervisedTrainingPlan` adds to the arguments of `TrainingPlan`.
///
/// @param classificationRatio weight of the classifier's loss, at least 0
/// @param geneDropout share of the counts of a labelled cell, in [0, 1), that are hidden from the classifier each time that
///     it learns from it. Few labelled cells are soon known by heart; a cell of which a part is seen is another each time
/// @param quirks which of scvi-tools' ways are followed
public record SemiSupervisedConfig(ScheduledValue classificationRatio, double geneDropout, Quirks quirks) {
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
    public static final SemiSupervisedConfig PARITY = new SemiSupervisedConfig(ScheduledValue.constant(50), 0,
            Quirks.PARITY);

    /// Checks ranges.
    public SemiSupervisedConfig {
        if (!(geneDropout >= 0 && geneDropout < 1)) {
            throw new IllegalArgumentException("gene_dropout must be in [0, 1) but was " + geneDropout);
        }
    }
}
