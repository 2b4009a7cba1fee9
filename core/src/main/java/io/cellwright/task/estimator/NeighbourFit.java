package io.cellwright.task.estimator;

import java.util.Arrays;

import io.cellwright.data.CsrMatrix;
import io.cellwright.graph.NeighbourGraph;

/// How well the expression of cells is told by that of their neighbours in an embedding: a score that needs no labels.
final class NeighbourFit {
    private NeighbourFit() {}

    /// `1 - sum of (x - mean of neighbours)² / sum of (x - mean)²` over cells and genes: at most 1; 0 where the
    /// neighbours tell no more than the mean of all cells, NaN where all cells are the same.
    static double r2(NeighbourGraph graph, CsrMatrix x_ng) {
        double[] mean_g = new double[x_ng.columns()];
        for (int i = 0; i < x_ng.rows(); i++) {
            add(x_ng, i, 1.0 / x_ng.rows(), mean_g);
        }
        double around = 0;
        double all = 0;
        double[] left_g = new double[mean_g.length];
        for (int i = 0; i < x_ng.rows(); i++) {
            for (int g = 0; g < mean_g.length; g++) {
                left_g[g] = -mean_g[g];
            }
            add(x_ng, i, 1, left_g);
            all += squares(left_g);
            Arrays.fill(left_g, 0);
            add(x_ng, i, 1, left_g);
            for (int k = 0; k < graph.k(); k++) {
                add(x_ng, graph.nearest().cell(i, k), -1.0 / graph.k(), left_g);
            }
            around += squares(left_g);
        }
        return all > 0 ? 1 - around / all : Double.NaN;
    }

    private static void add(CsrMatrix x_ng, int i, double weight, double[] into_g) {
        for (int e = x_ng.start(i); e < x_ng.start(i + 1); e++) {
            into_g[x_ng.column(e)] += weight * x_ng.value(e);
        }
    }

    private static double squares(double[] left_g) {
        double sum = 0;
        for (double left : left_g) {
            sum += left * left;
        }
        return sum;
    }
}
