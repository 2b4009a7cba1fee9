package io.cellwright.data.prepare;

import io.cellwright.data.preprocess.Normalization;

/// What is done to counts before a model sees them, in this order: the choice of genes by `seurat_v3`, totals,
/// logarithm, the choice of genes by other ways, scaling. Totals are those of all genes, whichever are kept.
///
/// Names and defaults are scanpy's.
///
/// @param targetSum what the counts of each cell are made to sum to
/// @param log1p whether `ln(1 + x)` is taken
/// @param genes which genes are kept
/// @param scaling what is done to each gene in the end
public record PreparationConfig(TargetSum targetSum, boolean log1p, GeneSelection genes, Scaling scaling) {
    /// Counts as they are.
    public static final PreparationConfig COUNTS =
            new PreparationConfig(new TargetSum.None(), false, new GeneSelection.All(), new Scaling.None());
    /// `ln(1 + x)` of counts per ten thousand, all genes, not scaled.
    public static final PreparationConfig LOG_NORMALIZED = new PreparationConfig(
            new TargetSum.Fixed(Normalization.CP10K), true, new GeneSelection.All(), new Scaling.None());

    /// Checks that genes can be chosen.
    ///
    /// @throws IllegalArgumentException if they are to be chosen by logarithms and none are taken
    public PreparationConfig {
        if (!log1p && genes instanceof GeneSelection.HighlyVariable variable && !variable.flavor().takesCounts()) {
            throw new IllegalArgumentException("log1p must be true for the flavors seurat and cell_ranger, which "
                    + "choose by logarithms, but was false; the flavor seurat_v3 takes counts");
        }
    }

    /// The same with another total.
    public PreparationConfig withTargetSum(TargetSum other) {
        return new PreparationConfig(other, log1p, genes, scaling);
    }

    /// The same with or without the logarithm.
    public PreparationConfig withLog1p(boolean other) {
        return new PreparationConfig(targetSum, other, genes, scaling);
    }

    /// The same with other genes.
    public PreparationConfig withGenes(GeneSelection other) {
        return new PreparationConfig(targetSum, log1p, other, scaling);
    }

    /// The same with other scaling.
    public PreparationConfig withScaling(Scaling other) {
        return new PreparationConfig(targetSum, log1p, genes, other);
    }

    /// Whether only raw counts can be prepared this way.
    boolean needsCounts() {
        return log1p || !(targetSum instanceof TargetSum.None)
                || (genes instanceof GeneSelection.HighlyVariable variable && variable.flavor().takesCounts());
    }
}
