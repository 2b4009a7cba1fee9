package io.cellwright.kernel;

/// Class labels are data, not addresses: a wrong one would read or write past a row, so kernels check them.
final class Labels {
    private Labels() {}

    /// Throws where one of `n` ints at `label_n` is not in [0, `c`).
    static void check(long label_n, int n, int c) {
        for (int i = 0; i < n; i++) {
            int label = Memory.int32(label_n + 4L * i);
            if (label < 0 || label >= c) {
                throw new IllegalArgumentException(
                        "label of cell " + i + " must be in [0, " + c + ") but was " + label);
            }
        }
    }
}
