package io.cellwright.task;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

import io.cellwright.data.CsrMatrix;

/// Genes that stand out in the cells of a type.
///
/// @param type number of the type
/// @param cells cells of it
/// @param genes the genes with the largest difference, the largest first
public record MarkerGenes(int type, int cells, List<Gene> genes) {
    private static final double SCALE = 1e4;

    /// A gene.
    ///
    /// @param name its name
    /// @param logFoldChange mean logarithm of the type's cells minus that of all other cells; of a model's shares log2
    public record Gene(String name, double logFoldChange) {}

    /// Markers of each type that has cells.
    ///
    /// @param x_ng logarithms of normalized counts
    /// @param type_n type of each cell, -1 for none: such cells are left out
    /// @param types number of types
    /// @param names names of the genes
    /// @param most genes of a type, at most; only those that stand out upwards count
    public static List<MarkerGenes> of(CsrMatrix x_ng, int[] type_n, int types, List<String> names, int most) {
        int genes = x_ng.columns();
        double[][] sum_cg = new double[types][genes];
        double[] all_g = new double[genes];
        int[] cells = new int[types];
        for (int i = 0; i < x_ng.rows(); i++) {
            if (type_n[i] < 0) {
                continue;
            }
            cells[type_n[i]]++;
            for (int e = x_ng.start(i); e < x_ng.start(i + 1); e++) {
                sum_cg[type_n[i]][x_ng.column(e)] += x_ng.value(e);
                all_g[x_ng.column(e)] += x_ng.value(e);
            }
        }
        int total = IntStream.of(cells).sum();
        List<MarkerGenes> markers = new ArrayList<>();
        for (int c = 0; c < types; c++) {
            if (cells[c] > 0 && cells[c] < total) {
                double[] sum_g = sum_cg[c];
                int mine = cells[c];
                markers.add(new MarkerGenes(c, mine, top(names, most,
                        g -> sum_g[g] / mine - (all_g[g] - sum_g[g]) / (total - mine))));
            }
        }
        return markers;
    }

    /// Markers of each type that has cells, from what a model takes its genes to be: `log2((10,000 s + 1) / (10,000 r +
    /// 1))`, where `s` is the gene's share in the type and `r` its mean share over all other cells.
    ///
    /// @param share_cg share of each gene in the mean cell of each type
    /// @param cells cells of each type
    /// @param names names of the genes
    /// @param most genes of a type, at most; only those that stand out upwards count
    public static List<MarkerGenes> ofShares(double[][] share_cg, int[] cells, List<String> names, int most) {
        int total = IntStream.of(cells).sum();
        List<MarkerGenes> markers = new ArrayList<>();
        for (int c = 0; c < cells.length; c++) {
            if (cells[c] > 0 && cells[c] < total) {
                int type = c;
                markers.add(new MarkerGenes(c, cells[c], top(names, most, g -> {
                    double others = 0;
                    for (int d = 0; d < cells.length; d++) {
                        others += d == type ? 0 : share_cg[d][g] * cells[d] / (total - cells[type]);
                    }
                    return Math.log((SCALE * share_cg[type][g] + 1) / (SCALE * others + 1)) / Math.log(2);
                })));
            }
        }
        return markers;
    }

    private static List<Gene> top(List<String> names, int most, IntToDoubleFunction change) {
        return IntStream.range(0, names.size()).mapToObj(g -> new Gene(names.get(g), change.applyAsDouble(g)))
                .filter(gene -> gene.logFoldChange() > 0)
                .sorted(Comparator.comparingDouble(Gene::logFoldChange).reversed().thenComparing(Gene::name)).limit(most)
                .toList();
    }
}
