package io.cellwright.data.preprocess;

import io.cellwright.data.CsrMatrix;

/// Mean and variance of each gene over some cells.
///
/// @param cells number of cells
/// @param mean_g mean of each gene
/// @param variance_g variance of each gene, divided by one less than the number of cells
public record GeneMoments(int cells, double[] mean_g, double[] variance_g) {
    /// Adds up in double, cell by cell.
    ///
    /// @param cell the cells to look at, 2 or more
    public static GeneMoments of(CsrMatrix counts, int[] cell) {
        int genes = counts.columns();
        double[] sum_g = new double[genes];
        double[] squares_g = new double[genes];
        for (int i : cell) {
            for (int e = counts.start(i); e < counts.start(i + 1); e++) {
                double value = counts.value(e);
                sum_g[counts.column(e)] += value;
                squares_g[counts.column(e)] += value * value;
            }
        }
        double n = cell.length;
        double[] mean_g = new double[genes];
        double[] variance_g = new double[genes];
        for (int g = 0; g < genes; g++) {
            mean_g[g] = sum_g[g] / n;
            // For counts both products are whole numbers, so a constant gene gets exactly 0; others may end just below.
            variance_g[g] = Math.max(0, (n * squares_g[g] - sum_g[g] * sum_g[g]) / (n * (n - 1)));
        }
        return new GeneMoments(cell.length, mean_g, variance_g);
    }
}
