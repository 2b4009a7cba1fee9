package io.cellwright.schedule.formula;


/// How a rate goes from one value to another.
public enum Anneal {
    /// Along half a cosine.
    COS,
    /// In a straight line.
    LINEAR;

    /// The value at the share `q`.
    ///
    /// @param q in [0, 1]
    double between(double from, double to, double q) {
        return this == LINEAR ? from + (to - from) * q : to + (from - to) / 2 * (1 + Math.cos(Math.PI * q));
    }
}
