package io.cellwright.data.prepare;

import io.cellwright.data.CsrMatrix;

/// Totals and logarithms of counts, in the places of the counts. The bits are those of
/// [io.cellwright.data.preprocess.Normalization], which rounds to float32 after each of the two steps.
final class CellValues {
    /// Most counts are small, and equal ones of a cell become equal values.
    private static final int SMALL = 64;

    private CellValues() {}

    /// The factor that makes a cell of this total sum to the target; NaN stands for no target.
    static double scale(double total, double target) {
        return Double.isNaN(target) ? 1 : total == 0 ? 0 : target / total;
    }

    /// Scales the given cells and takes logarithms of them if asked; those of other cells are never read.
    ///
    /// @param scale_n factor of each of `cells`
    static CsrMatrix of(CsrMatrix counts, int[] cells, double[] scale_n, boolean log1p) {
        float[] value = new float[Math.toIntExact(counts.entries())];
        float[] known = new float[SMALL];
        int[] knownIn = new int[SMALL];
        for (int n = 0; n < cells.length; n++) {
            double scale = scale_n[n];
            int end = counts.start(cells[n] + 1);
            for (int e = counts.start(cells[n]); e < end; e++) {
                float x = counts.value(e);
                int whole = (int) x;
                if (whole != x || whole < 0 || whole >= SMALL) {
                    value[e] = value(x, scale, log1p);
                } else {
                    if (knownIn[whole] != n + 1) {
                        knownIn[whole] = n + 1;
                        known[whole] = value(x, scale, log1p);
                    }
                    value[e] = known[whole];
                }
            }
        }
        return counts.withValues(value);
    }

    private static float value(float x, double scale, boolean log1p) {
        float scaled = (float) (x * scale);
        return log1p ? (float) Math.log1p(scaled) : scaled;
    }
}
