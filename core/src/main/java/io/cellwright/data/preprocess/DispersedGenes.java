package io.cellwright.data.preprocess;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.data.CsrMatrix;
import io.cellwright.data.DataException;
import org.jspecify.annotations.Nullable;

/// The genes that are more dispersed than others of their mean, chosen as Seurat (Satija et al. 2015) or Cell Ranger
/// (Zheng et al. 2017) do.
///
/// The dispersion of a gene is its variance over its mean. Genes fall into bins by their mean, and the score of a gene
/// is `(dispersion - centre of its bin) / width of its bin`:
///
/// | | Seurat | Cell Ranger |
/// |---|---|---|
/// | values | normalized counts | their logarithms `ln(1 + x)` |
/// | dispersion | its logarithm; genes without any have no score | as it is |
/// | bins | 20 of equal width in `ln(1 + mean)` | between the 10th, 15th, … 100th percentile of the means |
/// | centre | mean | median |
/// | width | standard deviation; a gene alone in its bin has the score 1 | median of the absolute deviations / 0.6745 |
///
/// The genes with the highest scores are chosen. With batches scores are computed in each, among the genes that it has
/// any count of; chosen are the genes that are among the highest in most batches, and of equal ones those with the
/// higher mean score, to which a gene without a count in a batch adds a 0.
///
/// Source: scanpy's `highly_variable_genes` with the flavors `seurat` and `cell_ranger` and `n_top_genes`. Differs
/// where genes are equal: there the earlier gene comes first and no more than `top` are chosen, while scanpy takes all
/// of them, or with batches goes by name; and where percentiles coincide, as in data with many genes without a count:
/// there they count once, while scanpy ends with an error.
///
/// @param chosen the chosen genes, rising; fewer than asked where fewer have a score
/// @param mean_g mean of each gene, for Seurat as `ln(1 + mean)`; with batches the mean over them
/// @param dispersion_g dispersion of each gene, for Seurat as its logarithm, NaN for none; with batches the mean over
///         them
/// @param score_g score of each gene (scanpy's `dispersions_norm`), NaN for none
/// @param batches_g number of batches in which the gene is among the highest
public record DispersedGenes(int[] chosen, double[] mean_g, double[] dispersion_g, double[] score_g, int[] batches_g) {
    /// Whose way of choosing.
    public enum Way {
        /// Seurat's.
        SEURAT,
        /// Cell Ranger's.
        CELL_RANGER
    }

    /// Stands for a mean of 0, which nothing can be divided by.
    private static final double TINY = 1e-12;

    /// Chooses as Seurat does.
    ///
    /// @param log1p n x g logarithms `ln(1 + x)` of normalized counts
    /// @param top number of genes to choose, 1 until g
    /// @param batch batch of each cell, any whole number; null for a single batch
    /// @throws IllegalArgumentException if a number is out of range
    /// @throws DataException if a batch has a single cell
    public static DispersedGenes seurat(CsrMatrix log1p, int top, int @Nullable [] batch) {
        float[] value = new float[Math.toIntExact(log1p.entries())];
        for (int e = 0; e < value.length; e++) {
            value[e] = (float) Math.expm1(log1p.value(e));
        }
        return of(log1p.withValues(value), IntStream.range(0, log1p.rows()).toArray(), top, batch, Way.SEURAT);
    }

    /// Chooses as Cell Ranger does, with the parameters and errors of {@link #seurat}.
    public static DispersedGenes cellRanger(CsrMatrix log1p, int top, int @Nullable [] batch) {
        return of(log1p, IntStream.range(0, log1p.rows()).toArray(), top, batch, Way.CELL_RANGER);
    }

    /// Chooses genes by some of the cells; others are not looked at.
    ///
    /// @param values normalized counts for Seurat, their logarithms for Cell Ranger
    /// @param cells row numbers of the cells
    public static DispersedGenes of(CsrMatrix values, int[] cells, int top, int @Nullable [] batch, Way way) {
        HighlyVariableGenes.requireRanges(values, top, batch);
        int genes = values.columns();
        List<DispersedGenes> parts = new ArrayList<>();
        for (int[] part : HighlyVariableGenes.batches(cells, batch)) {
            if (part.length < 2) {
                throw new DataException("values" + (batch == null ? "" : " of batch " + batch[part[0]]), "a variance "
                        + "needs 2 cells or more, but there are " + part.length,
                        "Leave these cells out, or choose genes without batches");
            }
            GeneMoments moments = GeneMoments.of(values, part);
            int[] present = IntStream.range(0, genes).filter(g -> batch == null || moments.mean_g()[g] != 0).toArray();
            parts.add(one(moments, present, top, way == Way.SEURAT));
        }
        return batch == null ? parts.getFirst() : together(parts, genes, top);
    }

    /// Chooses among some genes; all others have zeros everywhere.
    private static DispersedGenes one(GeneMoments moments, int[] genes, int top, boolean seurat) {
        int all = moments.mean_g().length;
        double[] mean = new double[genes.length];
        double[] dispersion = new double[genes.length];
        for (int j = 0; j < genes.length; j++) {
            double m = moments.mean_g()[genes[j]];
            double positive = m == 0 ? TINY : m;
            double d = moments.variance_g()[genes[j]] / positive;
            mean[j] = seurat ? Math.log1p(positive) : positive;
            dispersion[j] = !seurat ? d : d == 0 ? Double.NaN : Math.log(d);
        }
        double[] score = DispersionBins.scores(mean, dispersion, seurat);
        double[] mean_g = new double[all];
        double[] dispersion_g = new double[all];
        double[] score_g = new double[all];
        int[] batches_g = new int[all];
        double cut = highest(score, top);
        for (int j = 0; j < genes.length; j++) {
            mean_g[genes[j]] = mean[j];
            dispersion_g[genes[j]] = dispersion[j];
            score_g[genes[j]] = score[j];
            batches_g[genes[j]] = score[j] >= cut ? 1 : 0;
        }
        int scored = (int) Arrays.stream(score).filter(s -> !Double.isNaN(s)).count();
        return new DispersedGenes(chosen(Math.min(top, scored), score_g, new int[all]), mean_g, dispersion_g, score_g,
                batches_g);
    }

    /// The `top`th highest of the scores, or the lowest where there are fewer.
    private static double highest(double[] score, int top) {
        double[] rising = Arrays.stream(score).filter(s -> !Double.isNaN(s)).sorted().toArray();
        return rising.length == 0 ? Double.NaN : rising[Math.max(0, rising.length - top)];
    }

    private static DispersedGenes together(List<DispersedGenes> parts, int genes, int top) {
        double[] mean_g = new double[genes];
        double[] dispersion_g = new double[genes];
        double[] score_g = new double[genes];
        int[] batches_g = new int[genes];
        for (int g = 0; g < genes; g++) {
            int gene = g;
            mean_g[g] = mean(parts.stream().mapToDouble(part -> part.mean_g[gene]).toArray());
            dispersion_g[g] = mean(parts.stream().mapToDouble(part -> part.dispersion_g[gene]).toArray());
            score_g[g] = mean(parts.stream().mapToDouble(part -> part.score_g[gene]).toArray());
            batches_g[g] = parts.stream().mapToInt(part -> part.batches_g[gene]).sum();
        }
        return new DispersedGenes(chosen(top, score_g, batches_g), mean_g, dispersion_g, score_g, batches_g);
    }

    /// Mean of those that are numbers, NaN where none is.
    private static double mean(double[] values) {
        return Arrays.stream(values).filter(x -> !Double.isNaN(x)).average().orElse(Double.NaN);
    }

    private static int[] chosen(int top, double[] score_g, int[] batches_g) {
        // Of NaN the negative is NaN too, which sorts last.
        return IntStream.range(0, score_g.length).boxed()
                .sorted(Comparator.<Integer>comparingInt(g -> -batches_g[g]).thenComparingDouble(g -> -score_g[g]))
                .limit(top).mapToInt(Integer::intValue).sorted().toArray();
    }
}
