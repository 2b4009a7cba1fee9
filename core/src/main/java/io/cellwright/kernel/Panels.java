package io.cellwright.kernel;

import static io.cellwright.kernel.VectorMath.LANES;

/// A right-hand matrix of `depth` rows and `width` columns that is packed whole, for products with few rows at a time:
/// blocks of {@link #DEPTH} rows, in each the panels of a {@link MatrixTile} one after the other. Sums that a block
/// leaves are floats in the output and the next block goes on from them, as in {@link VectorMatmul}: the bits are the
/// same.
final class Panels {
    /// Rows of a block, so that a panel stays in the first cache.
    static final int DEPTH = 128;

    private Panels() {}

    static int vectors(int width) {
        return (width + LANES - 1) / LANES;
    }

    /// Bytes that the packed matrix takes.
    static long bytes(int depth, int width) {
        return 4L * depth * vectors(width) * LANES;
    }

    /// Packs a matrix whose rows are `bRow` bytes apart.
    static void pack(long b, long bRow, int depth, int width, long to) {
        for (int k = 0; k < depth; k += DEPTH) {
            int here = Math.min(DEPTH, depth - k);
            long block = to + bytes(k, width);
            for (int p = 0; p < VectorMatmul.panels(width); p++) {
                int first = VectorMatmul.firstOf(p, width);
                int columns = VectorMatmul.firstOf(p + 1, width) - first;
                MatrixTile.pack(b + k * bRow + 4L * first, bRow, here, vectors(columns),
                        columns - (vectors(columns) - 1) * LANES, block + 4L * here * first);
            }
        }
    }

    /// Packs the transpose of a matrix of `width` rows that are `bRow` bytes apart. `staging` is that of a tile.
    static void packTransposed(long b, long bRow, int depth, int width, long to, long staging) {
        for (int k = 0; k < depth; k += DEPTH) {
            int here = Math.min(DEPTH, depth - k);
            long block = to + bytes(k, width);
            for (int p = 0; p < VectorMatmul.panels(width); p++) {
                int first = VectorMatmul.firstOf(p, width);
                int columns = VectorMatmul.firstOf(p + 1, width) - first;
                MatrixTile.packTransposed(b + first * bRow + 4L * k, bRow, here, columns, block + 4L * here * first,
                        staging);
            }
        }
    }

    /// `c = start + a b`. Element (i, k) of the left is at `a + i * aRow + k * aStep`; row `i` of the start values is
    /// at `start + i * startRow`, and a `start` of 0 means zeros. `staging` is that of a tile.
    static void multiply(long a, long aRow, long aStep, int rows, long packed, int depth, int width, long start,
            long startRow, long c, long cRow, long staging) {
        for (int k = 0; k < depth; k += DEPTH) {
            int here = Math.min(DEPTH, depth - k);
            long block = packed + bytes(k, width);
            for (int p = 0; p < VectorMatmul.panels(width); p++) {
                int first = VectorMatmul.firstOf(p, width);
                int columns = VectorMatmul.firstOf(p + 1, width) - first;
                long to = c + 4L * first;
                long from = k > 0 ? to : start == 0 ? VectorMatmul.ZEROS : start + 4L * first;
                long fromRow = k > 0 ? cRow : start == 0 ? 0 : startRow;
                MatrixTile.rowsByPanel(a + k * aStep, aRow, aStep, rows, block + 4L * here * first,
                        vectors(columns), columns - (vectors(columns) - 1) * LANES, from, fromRow, to, cRow, here,
                        staging);
            }
        }
    }
}
