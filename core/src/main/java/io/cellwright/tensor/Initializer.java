package io.cellwright.tensor;

/// The first value of a parameter's elements.
@FunctionalInterface
public interface Initializer {
    /// Element `i` of the parameter whose random numbers have the key `key`.
    double at(long key, long i);

    /// Uniform in [-bound, bound): with `bound = 1 / sqrt(inputs)` it is torch's default for a linear layer.
    static Initializer uniform(double bound) {
        return (key, i) -> (2 * Rng.uniform(key, i) - 1) * bound;
    }

    /// Standard normal.
    static Initializer standardNormal() {
        return Rng::normal;
    }

    /// Always `value`.
    static Initializer constant(double value) {
        return (key, i) -> value;
    }
}
