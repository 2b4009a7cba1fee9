package io.cellwright.metric;

/// One row of the per-class table. All three scores lie between 0 and 1, and are 0 where they would divide by zero.
///
/// @param label the class
/// @param precision right ones among the cells predicted as this class
/// @param recall right ones among the cells that are of this class
/// @param f1 harmonic mean of both
/// @param support cells of this class in the truth
/// @param predicted cells predicted as this class
public record ClassScore(int label, double precision, double recall, double f1, int support, int predicted) {
    static ClassScore of(int label, int right, int support, int predicted) {
        return new ClassScore(label, ratio(right, predicted), ratio(right, support),
                ratio(2.0 * right, (double) support + predicted), support, predicted);
    }

    private static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }
}
