package io.cellwright.metric.regression;

import java.util.Arrays;
import java.util.stream.IntStream;

import io.cellwright.metric.DenseMatrix;

/// How well expression is reconstructed. Correlations are taken along each gene and along each cell, never over all
/// numbers at once: genes differ so much in their means that anything which knows these correlates well.
///
/// @param mse mean squared error over all numbers
/// @param mae mean absolute error over all numbers
/// @param genes correlations of each gene over the cells: whether the model knows which cells express it
/// @param cells correlations of each cell over the genes: whether the model knows the cell's profile
public record ReconstructionScores(double mse, double mae, Correlations genes, Correlations cells) {
    /// Genes that are looked at together: every cell is read once for each such group.
    private static final int GENES = 256;

    /// Where rows of expression come from: a matrix, sparse counts, a model.
    @FunctionalInterface
    public interface Rows {
        /// Writes the values of all genes of one cell. Called from several threads at once, several times a cell.
        void read(int cell, double[] into_g);
    }

    /// Correlations of several series of numbers.
    ///
    /// @param pearson Pearson's of each series, NaN where one side is constant
    /// @param spearman Spearman's of each series, NaN likewise
    public record Correlations(double[] pearson, double[] spearman) {
        /// Mean of Pearson's over the series where it is defined, NaN where there are none.
        public double meanPearson() {
            return Arrays.stream(pearson).filter(r -> !Double.isNaN(r)).average().orElse(Double.NaN);
        }

        /// Mean of Spearman's over the series where it is defined, NaN where there are none.
        public double meanSpearman() {
            return Arrays.stream(spearman).filter(r -> !Double.isNaN(r)).average().orElse(Double.NaN);
        }

        /// Series where the correlation is defined: neither side is constant.
        public int defined() {
            return (int) Arrays.stream(pearson).filter(r -> !Double.isNaN(r)).count();
        }

        private static Correlations along(double[][] truth, double[][] predicted) {
            double[] pearson = new double[truth.length];
            double[] spearman = new double[truth.length];
            IntStream.range(0, truth.length).parallel().forEach(s -> {
                pearson[s] = Correlation.pearson(truth[s], predicted[s]);
                spearman[s] = Correlation.spearman(truth[s], predicted[s]);
            });
            return new Correlations(pearson, spearman);
        }
    }

    /// Compares two matrices of n cells and g genes.
    ///
    /// @throws IllegalArgumentException if shapes differ or there are no cells
    public static ReconstructionScores of(DenseMatrix truth_ng, DenseMatrix predicted_ng) {
        if (truth_ng.rows() != predicted_ng.rows() || truth_ng.columns() != predicted_ng.columns()) {
            throw new IllegalArgumentException("both matrices must be of one shape but are " + truth_ng.rows() + " x "
                    + truth_ng.columns() + " and " + predicted_ng.rows() + " x " + predicted_ng.columns());
        }
        return of(truth_ng.rows(), truth_ng.columns(), rowsOf(truth_ng), rowsOf(predicted_ng));
    }

    private static Rows rowsOf(DenseMatrix matrix) {
        return (cell, into) -> System.arraycopy(matrix.values(), cell * matrix.columns(), into, 0, into.length);
    }

    /// Compares rows as they are read: neither matrix needs to lie in memory as a whole.
    ///
    /// @param cells number of cells, 1 or more
    /// @param genes number of genes, 1 or more
    /// @throws IllegalArgumentException if there are no cells or genes
    public static ReconstructionScores of(int cells, int genes, Rows truth, Rows predicted) {
        if (cells < 1 || genes < 1) {
            throw new IllegalArgumentException("cells and genes must be 1 or more but were " + cells + " and " + genes);
        }
        double[] pearson = new double[cells];
        double[] spearman = new double[cells];
        double[] mse = new double[cells];
        double[] mae = new double[cells];
        IntStream.range(0, cells).parallel().forEach(i -> {
            double[] t = new double[genes];
            double[] p = new double[genes];
            truth.read(i, t);
            predicted.read(i, p);
            RegressionScores errors = RegressionScores.of(t, p);
            mse[i] = errors.mse();
            mae[i] = errors.mae();
            pearson[i] = Correlation.pearson(t, p);
            spearman[i] = Correlation.spearman(t, p);
        });
        return new ReconstructionScores(mean(mse), mean(mae), byGene(cells, genes, truth, predicted),
                new Correlations(pearson, spearman));
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static Correlations byGene(int cells, int genes, Rows truth, Rows predicted) {
        Correlations all = new Correlations(new double[genes], new double[genes]);
        for (int from = 0; from < genes; from += GENES) {
            int to = Math.min(genes, from + GENES);
            Correlations some = Correlations.along(columns(truth, cells, genes, from, to),
                    columns(predicted, cells, genes, from, to));
            System.arraycopy(some.pearson, 0, all.pearson, from, to - from);
            System.arraycopy(some.spearman, 0, all.spearman, from, to - from);
        }
        return all;
    }

    /// Genes `from` until `to`, each over all cells.
    private static double[][] columns(Rows rows, int cells, int genes, int from, int to) {
        double[][] columns = new double[to - from][cells];
        IntStream.range(0, cells).parallel().forEach(i -> {
            double[] row = new double[genes];
            rows.read(i, row);
            for (int g = from; g < to; g++) {
                columns[g - from][i] = row[g];
            }
        });
        return columns;
    }
}
