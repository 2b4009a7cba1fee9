package io.cellwright.data.prepare;

import java.util.OptionalDouble;

/// What is done to the values of each gene in the end: scanpy's `scale`.
public sealed interface Scaling {
    /// Nothing.
    record None() implements Scaling {}

    /// `(x - mean) / deviation`, with the mean and the standard deviation of the training cells. A gene that does not
    /// vary has deviation 1.
    ///
    /// Differs from scikit-learn's `StandardScaler` in scDLKit, which centres dense data only: here sparse and dense
    /// data come out the same.
    ///
    /// @param zeroCenter whether the mean is taken off; without it zeros stay zeros
    /// @param maxValue larger values are made this, above 0, and with `zeroCenter` those below its negative that
    record Standard(boolean zeroCenter, OptionalDouble maxValue) implements Scaling {
        /// Centred, and not cut.
        public static final Standard DEFAULT = new Standard(true, OptionalDouble.empty());

        /// Checks the range.
        public Standard {
            if (maxValue.isPresent() && !(maxValue.getAsDouble() > 0)) {
                throw new IllegalArgumentException("max_value must be above 0 but was " + maxValue.getAsDouble());
            }
        }
    }
}
