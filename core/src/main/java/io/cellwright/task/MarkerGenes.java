package io.cellwright.task;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.data.CsrMatrix;

/// Genes that stand out in the cells of a type.
///
/// @param type number of the type
/// @param cells cells of it
/// @param genes the genes with the largest difference, the largest first
public record MarkerGenes(int type, int cells, List<Gene> genes) {
    /// A gene.
    ///
    /// @param name its name
    /// @param logFoldChange mean logarithm of the type's cells minus that of all other cells
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
                markers.add(new MarkerGenes(c, cells[c], top(sum_cg[c], all_g, cells[c], total - cells[c], names, most)));
            }
        }
        return markers;
    }

    private static List<Gene> top(double[] sum_g, double[] all_g, int mine, int others, List<String> names, int most) {
        return IntStream.range(0, sum_g.length)
                .mapToObj(g -> new Gene(names.get(g), sum_g[g] / mine - (all_g[g] - sum_g[g]) / others))
                .filter(gene -> gene.logFoldChange() > 0)
                .sorted(Comparator.comparingDouble(Gene::logFoldChange).reversed().thenComparing(Gene::name)).limit(most)
                .toList();
    }
}
