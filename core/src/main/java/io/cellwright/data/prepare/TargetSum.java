package io.cellwright.data.prepare;

/// What the counts of each cell are made to sum to: scanpy's `normalize_total`.
public sealed interface TargetSum {
    /// Nothing: counts stay as they are.
    record None() implements TargetSum {}

    /// The median total of the training cells that have any count.
    record Median() implements TargetSum {}

    /// The same for all data.
    ///
    /// @param sum finite and above 0, usually 10,000
    record Fixed(double sum) implements TargetSum {
        /// Checks the range.
        public Fixed {
            if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("target_sum must be finite and above 0 but was " + sum);
            }
        }
    }
}
