package io.cellwright.metric.regression;

/// How far predicted numbers are from true ones.
///
/// @param mse mean squared error
/// @param mae mean absolute error
/// @param r2 `1 - mse / variance of the truth`: 1 at best, 0 for the mean of the truth, below for worse. Of a constant
///     truth 1 where nothing is missed, else 0, as in scikit-learn; NaN of a single number
public record RegressionScores(double mse, double mae, double r2) {
    /// Compares predictions with the truth.
    ///
    /// @throws IllegalArgumentException if lengths differ or are 0
    public static RegressionScores of(double[] truth, double[] predicted) {
        Pairs.check(truth, predicted);
        double mean = 0;
        for (double value : truth) {
            mean += value / truth.length;
        }
        double squares = 0;
        double missed = 0;
        double absolute = 0;
        for (int i = 0; i < truth.length; i++) {
            double miss = truth[i] - predicted[i];
            missed += miss * miss;
            absolute += Math.abs(miss);
            squares += (truth[i] - mean) * (truth[i] - mean);
        }
        return new RegressionScores(missed / truth.length, absolute / truth.length, r2(truth.length, missed, squares));
    }

    private static double r2(int count, double missed, double squares) {
        if (count < 2) {
            return Double.NaN;
        }
        if (squares == 0) {
            return missed == 0 ? 1 : 0;
        }
        return 1 - missed / squares;
    }

    /// The root of the mean squared error, in the unit of the numbers.
    public double rmse() {
        return Math.sqrt(mse);
    }
}
