package io.cellwright.kernel;

import static io.cellwright.kernel.VectorMath.BYTES;
import static io.cellwright.kernel.VectorMath.LANES;

/// The columns of a hidden layer in panels, as {@link MatrixTile} reads its right side: a few rows of up to three
/// vectors, row after row, then the next panel. The last is filled up with zeros.
record HiddenPanels(int h) {
    /// Bytes of the widest row of a panel.
    static final long ROW = (long) MatrixTile.VECTORS * BYTES;

    /// All columns, filled up to whole vectors.
    int width() {
        return CellColumns.filledUp(h);
    }

    int count() {
        return VectorMatmul.panels(width());
    }

    /// First column of a panel. With room for some rows in each, a panel lies behind `room * first` numbers.
    int first(int panel) {
        return VectorMatmul.firstOf(panel, width());
    }

    int vectors(int panel) {
        return (first(panel + 1) - first(panel)) / LANES;
    }

    /// Columns of a panel that are there.
    int columns(int panel) {
        return Math.min(first(panel + 1), h) - first(panel);
    }

    /// Puts rows of h numbers in panels that have room for `room` rows.
    void pack(long x_ih, int rows, long to, int room) {
        for (int p = 0; p < count(); p++) {
            int lanes = columns(p) - (vectors(p) - 1) * LANES;
            MatrixTile.pack(x_ih + 4L * first(p), 4L * h, rows, vectors(p), lanes, to + 4L * room * first(p));
        }
    }

    /// The reverse, from panels with room for `room` rows.
    void unpack(long from, int rows, int room, long x_ih, boolean add) {
        for (int p = 0; p < count(); p++) {
            RowCopies.put(from + 4L * room * first(p), (long) vectors(p) * BYTES, x_ih + 4L * first(p), 4L * h, rows,
                    columns(p), add);
        }
    }
}
