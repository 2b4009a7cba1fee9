package io.cellwright.data.preprocess;

import io.cellwright.data.CsrMatrix;

/// The usual normalization of counts. What is zero stays zero, so a sparse matrix stays sparse.
///
/// Source: scanpy's `normalize_total` and `log1p`, computed here in double and rounded once to float32.
public final class Normalization {
    /// Counts per ten thousand, the field's usual total.
    public static final double CP10K = 1e4;

    private Normalization() {}

    /// Scales each cell so that its values sum to `target`. A cell without counts stays without.
    ///
    /// @param counts n x g values of 0 or more
    /// @param target total of each cell afterwards, above 0
    /// @throws IllegalArgumentException unless `target` is finite and above 0
    public static CsrMatrix normalizeTotal(CsrMatrix counts, double target) {
        if (!(target > 0 && target < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("target must be finite and above 0 but was " + target);
        }
        double[] scale_n = new double[counts.rows()];
        for (int i = 0; i < scale_n.length; i++) {
            double sum = counts.rowSum(i);
            scale_n[i] = sum == 0 ? 0 : target / sum;
        }
        return map(counts, (cell, value) -> value * scale_n[cell]);
    }

    /// `ln(1 + x)` of each value.
    ///
    /// @param values n x g values above -1
    public static CsrMatrix log1p(CsrMatrix values) {
        return map(values, (cell, value) -> Math.log1p(value));
    }

    private static CsrMatrix map(CsrMatrix matrix, NewValue newValue) {
        float[] value = new float[Math.toIntExact(matrix.entries())];
        for (int i = 0; i < matrix.rows(); i++) {
            for (int e = matrix.start(i); e < matrix.start(i + 1); e++) {
                value[e] = (float) newValue.of(i, matrix.value(e));
            }
        }
        return matrix.withValues(value);
    }

    @FunctionalInterface
    private interface NewValue {
        double of(int cell, float value);
    }
}
