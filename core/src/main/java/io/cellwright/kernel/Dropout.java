package io.cellwright.kernel;

/// Which numbers are dropped: each with probability `rate`, as the {@link CounterHash} of `key` and of its index says;
/// the others grow by `1 / (1 - rate)`.
///
/// @param rate in [0, 1)
/// @param key key of the hash
public record Dropout(double rate, long key) {
    /// Nothing is dropped.
    public static final Dropout NONE = new Dropout(0, 0);

    /// Checks the rate.
    public Dropout {
        if (!(rate >= 0 && rate < 1)) {
            throw new IllegalArgumentException("dropout rate must be in [0, 1) but was " + rate);
        }
    }

    boolean drops() {
        return rate > 0;
    }

    boolean drops(long index) {
        return rate > 0 && CounterHash.fraction(key, index) < threshold();
    }

    int threshold() {
        return CounterHash.dropThreshold(rate);
    }

    /// Factor of the numbers that are kept.
    double kept() {
        return 1 / (1 - rate);
    }
}
