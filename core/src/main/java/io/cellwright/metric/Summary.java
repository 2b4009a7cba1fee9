package io.cellwright.metric;

/// Mean and spread of the same score over several runs, such as seeds.
///
/// @param count number of runs
/// @param mean mean
/// @param standardDeviation square root of the mean squared difference from the mean (divided by the count, as numpy's
///     `std`), 0 for a single run
public record Summary(int count, double mean, double standardDeviation) {
    /// Of at least one value.
    ///
    /// @throws IllegalArgumentException if there is none
    public static Summary of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("values must be 1 or more but were 0");
        }
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new Summary(values.length, mean, Math.sqrt(squares / values.length));
    }
}
