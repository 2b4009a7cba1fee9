package io.cellwright.data.preprocess;

import io.cellwright.data.CsrMatrix;

/// Adds up the variance of the standardized, clipped counts of each gene, cell by cell: the score of
/// [HighlyVariableGenes].
final class ClippedScores {
    private final int cells;
    private final double[] mean_g;
    private final double[] deviation_g;
    private final double[] most_g;
    private final double[] sum_g;
    private final double[] squares_g;

    /// @param moments of the cells that are going to be added
    /// @param deviation_g standard deviation that the mean of each gene lets expect
    ClippedScores(GeneMoments moments, double[] deviation_g) {
        this.cells = moments.cells();
        this.mean_g = moments.mean_g();
        this.deviation_g = deviation_g;
        this.most_g = new double[mean_g.length];
        this.sum_g = new double[mean_g.length];
        this.squares_g = new double[mean_g.length];
        double root = Math.sqrt(cells);
        for (int g = 0; g < most_g.length; g++) {
            most_g[g] = deviation_g[g] * root + mean_g[g];
        }
    }

    void add(CsrMatrix counts, int i) {
        for (int e = counts.start(i); e < counts.start(i + 1); e++) {
            int g = counts.column(e);
            double clipped = Math.min(counts.value(e), most_g[g]);
            sum_g[g] += clipped;
            squares_g[g] += clipped * clipped;
        }
    }

    double[] scores() {
        double[] score_g = new double[sum_g.length];
        for (int g = 0; g < score_g.length; g++) {
            double mean = mean_g[g];
            score_g[g] = 1 / ((cells - 1) * (deviation_g[g] * deviation_g[g]))
                    * (cells * (mean * mean) + squares_g[g] - 2 * sum_g[g] * mean);
        }
        return score_g;
    }
}
