package io.cellwright.metric.regression;

/// The checks of two arrays that belong together.
final class Pairs {
    private Pairs() {}

    static void check(double[] first, double[] second) {
        if (first.length != second.length) {
            throw new IllegalArgumentException("both arrays must be of one length but have " + first.length + " and "
                    + second.length);
        }
        if (first.length == 0) {
            throw new IllegalArgumentException("numbers must be 1 or more but were 0");
        }
    }
}
