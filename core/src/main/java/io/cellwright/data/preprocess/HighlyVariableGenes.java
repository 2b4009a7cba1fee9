package io.cellwright.data.preprocess;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.data.CountRows;
import io.cellwright.data.DataException;
import org.jspecify.annotations.Nullable;

/// The genes that vary more than their mean explains, chosen as Seurat v3 does (Stuart et al. 2019).
///
/// In each batch: `log10(variance)` over `log10(mean)` is smoothed by loess (parabolas, span 0.3) over the genes that
/// are not constant; counts are clipped at `mean + sd * sqrt(cells)`, where sd is the smoothed standard deviation; the
/// score of a gene is the variance of `(clipped count - mean) / sd`. Genes are ranked by score in each batch, from 0; a
/// rank of `top` or more does not count. The genes with the smallest median rank are chosen, and among equal ones those
/// that are ranked in more batches.
///
/// Source: scanpy's `highly_variable_genes(flavor="seurat_v3")`. Differs where genes are equal to the last bit: there
/// the earlier gene comes first, while scanpy's order among them is undefined; and where the genes of a neighbourhood
/// of the loess have fewer than three different means: there scanpy ends with an error of its library.
///
/// @param chosen the chosen genes, rising
/// @param mean_g mean of each gene over all cells
/// @param variance_g variance of each gene over all cells
/// @param score_g mean over batches of the score (scanpy's `variances_norm`)
/// @param medianRank_g median rank over the batches that rank the gene, NaN where none does
/// @param batches_g number of batches that rank the gene
public record HighlyVariableGenes(int[] chosen, double[] mean_g, double[] variance_g, double[] score_g,
        double[] medianRank_g, int[] batches_g) {
    private static final double SPAN = 0.3;

    /// What counts first where there are several batches.
    public enum Order {
        /// The median rank, then the number of batches: scanpy's `seurat_v3`.
        MEDIAN_RANK,
        /// The number of batches, then the median rank, as the paper says: scanpy's `seurat_v3_paper`.
        BATCHES
    }

    /// Chooses genes by median rank, with the usual span.
    public static HighlyVariableGenes seuratV3(CountRows counts, int top, int @Nullable [] batch) {
        return seuratV3(counts, top, batch, SPAN, Order.MEDIAN_RANK);
    }

    /// Chooses genes.
    ///
    /// @param counts n x g raw counts
    /// @param top number of genes to choose, 1 until g
    /// @param batch batch of each cell, any whole number; null for a single batch
    /// @param span share of the genes in a neighbourhood of the loess, above 0 and at most 1
    /// @param order what counts first
    /// @throws IllegalArgumentException if a number is out of range
    /// @throws DataException if a batch has a single cell or too few genes that vary, or if there are negative values
    public static HighlyVariableGenes seuratV3(CountRows counts, int top, int @Nullable [] batch, double span,
            Order order) {
        return seuratV3(counts, IntStream.range(0, counts.rows()).toArray(), top, batch, span, order);
    }

    /// Chooses genes by some of the cells; others are not looked at.
    ///
    /// @param cells row numbers of the cells
    public static HighlyVariableGenes seuratV3(CountRows counts, int[] cells, int top, int @Nullable [] batch,
            double span, Order order) {
        requireRanges(counts, top, batch);
        if (!(span > 0 && span <= 1)) {
            throw new IllegalArgumentException("span must be above 0 and at most 1 but was " + span);
        }
        List<int[]> parts = batches(cells, batch);
        int[] part_n = new int[counts.rows()];
        Arrays.fill(part_n, -1);
        for (int b = 0; b < parts.size(); b++) {
            requireTwo(parts.get(b), where(parts.get(b), batch));
            for (int i : parts.get(b)) {
                part_n[i] = b;
            }
        }
        List<GeneMoments> moments = GeneMoments.ofGroups(counts, part_n, parts.size());
        double[][] deviation_bg = new double[parts.size()][];
        for (int b = 0; b < deviation_bg.length; b++) {
            deviation_bg[b] = smoothedDeviations(moments.get(b), span, where(parts.get(b), batch));
        }
        double[][] score_bg = scores(counts, part_n, moments, deviation_bg);
        int[][] rank_bg = Arrays.stream(score_bg).map(HighlyVariableGenes::ranks).toArray(int[][]::new);
        double[] medianRank_g = new double[counts.columns()];
        double[] score_g = new double[counts.columns()];
        int[] batches_g = new int[counts.columns()];
        for (int g = 0; g < counts.columns(); g++) {
            int gene = g;
            int[] ranks = Arrays.stream(rank_bg).mapToInt(rank_g -> rank_g[gene]).filter(r -> r < top).toArray();
            medianRank_g[g] = median(ranks);
            batches_g[g] = ranks.length;
            score_g[g] = Arrays.stream(score_bg).mapToDouble(one_g -> one_g[gene]).sum() / parts.size();
        }
        GeneMoments all = moments.getLast();
        return new HighlyVariableGenes(choose(top, medianRank_g, batches_g, order), all.mean_g(), all.variance_g(),
                score_g, medianRank_g, batches_g);
    }

    static void requireRanges(CountRows values, int top, int @Nullable [] batch) {
        if (top < 1 || top > values.columns()) {
            throw new IllegalArgumentException("top must be from 1 to the " + values.columns() + " genes but was "
                    + top);
        }
        if (batch != null && batch.length != values.rows()) {
            throw new IllegalArgumentException("batch must be one number a cell, " + values.rows() + ", but was "
                    + batch.length);
        }
    }

    /// The cells of each batch, in the order of the batches' numbers; all of them where there are no batches.
    static List<int[]> batches(int[] cells, int @Nullable [] batch) {
        if (batch == null) {
            return List.of(cells);
        }
        return Arrays.stream(cells).map(i -> batch[i]).sorted().distinct()
                .mapToObj(name -> Arrays.stream(cells).filter(i -> batch[i] == name).toArray()).toList();
    }

    /// Variance of the standardized, clipped counts of each gene in each batch: the second pass over the counts.
    private static double[][] scores(CountRows counts, int[] part_n, List<GeneMoments> moments,
            double[][] deviation_bg) {
        List<ClippedScores> clipped = IntStream.range(0, deviation_bg.length)
                .mapToObj(b -> new ClippedScores(moments.get(b), deviation_bg[b])).toList();
        counts.forEachBlock((first, rows) -> {
            for (int i = 0; i < rows.rows(); i++) {
                if (part_n[first + i] >= 0) {
                    clipped.get(part_n[first + i]).add(rows, i);
                }
            }
        });
        return clipped.stream().map(ClippedScores::scores).toArray(double[][]::new);
    }

    private static String where(int[] part, int @Nullable [] batch) {
        return batch == null ? "counts" : "counts of batch " + batch[part[0]];
    }

    private static void requireTwo(int[] cells, String where) {
        if (cells.length < 2) {
            throw new DataException(where, "a variance needs 2 cells or more, but there are " + cells.length,
                    "Leave these cells out, or choose genes without batches");
        }
    }

    /// Standard deviation that the mean of each gene lets expect; 1 for constant genes.
    private static double[] smoothedDeviations(GeneMoments moments, double span, String where) {
        double[] mean_g = moments.mean_g();
        int[] varying = IntStream.range(0, mean_g.length).filter(g -> moments.variance_g()[g] > 0).toArray();
        if (varying.length < Loess.fewestPoints(span)) {
            throw new DataException(where, "too few genes vary: " + varying.length + ", where the choice of genes needs "
                    + Loess.fewestPoints(span) + " or more", "Keep all genes, or give more of them");
        }
        for (int g : varying) {
            if (!(mean_g[g] > 0)) {
                throw new DataException(where, "gene " + g + " (counted from 0) has the mean " + mean_g[g],
                        "The choice of genes needs raw counts, which are never negative");
            }
        }
        double[] x = Arrays.stream(varying).mapToDouble(g -> Math.log10(mean_g[g])).toArray();
        double[] y = Arrays.stream(varying).mapToDouble(g -> Math.log10(moments.variance_g()[g])).toArray();
        Loess curve = Loess.fit(x, y, span);
        double[] deviation_g = new double[mean_g.length];
        Arrays.fill(deviation_g, 1);
        for (int v = 0; v < varying.length; v++) {
            deviation_g[varying[v]] = Math.sqrt(Math.pow(10, curve.at(x[v])));
        }
        return deviation_g;
    }

    /// Rank of each gene, 0 for the largest score; of equal ones the earlier gene first.
    private static int[] ranks(double[] score_g) {
        int[] order = sorted(score_g.length, Comparator.comparingDouble(g -> -score_g[g]));
        int[] rank_g = new int[score_g.length];
        for (int r = 0; r < order.length; r++) {
            rank_g[order[r]] = r;
        }
        return rank_g;
    }

    private static double median(int[] values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        int[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2.0;
    }

    private static int[] choose(int top, double[] medianRank_g, int[] batches_g, Order order) {
        // NaN sorts last, so genes that no batch ranks come at the end.
        Comparator<Integer> byRank = Comparator.comparingDouble(g -> medianRank_g[g]);
        Comparator<Integer> byBatches = Comparator.comparingInt(g -> -batches_g[g]);
        int[] sorted = sorted(medianRank_g.length, switch (order) {
            case MEDIAN_RANK -> byRank.thenComparing(byBatches);
            case BATCHES -> byBatches.thenComparing(byRank);
        });
        int[] chosen = Arrays.copyOf(sorted, top);
        Arrays.sort(chosen);
        return chosen;
    }

    /// The numbers 0 until `count` in the given order; equal ones stay in their order.
    private static int[] sorted(int count, Comparator<Integer> order) {
        return IntStream.range(0, count).boxed().sorted(order).mapToInt(Integer::intValue).toArray();
    }
}
