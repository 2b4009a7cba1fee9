package io.cellwright.metric;

import java.util.Objects;

import io.cellwright.graph.Points;

/// A dense matrix in double, row after row: an embedding (n cells x k dimensions) or probabilities (n cells x c
/// classes).
///
/// @param values element (i, j) at `i * columns + j`; not copied, nobody may change it afterwards
/// @param rows number of rows, 0 or more
/// @param columns number of columns, 1 or more
public record DenseMatrix(double[] values, int rows, int columns) {
    /// Checks that the sizes fit.
    ///
    /// @throws IllegalArgumentException if they do not
    public DenseMatrix {
        Objects.requireNonNull(values);
        if (rows < 0 || columns < 1 || values.length != (long) rows * columns) {
            throw new IllegalArgumentException("values must be rows x columns numbers but " + values.length
                    + " were given for " + rows + " x " + columns);
        }
    }

    /// A copy of float32 values, row after row.
    public static DenseMatrix of(float[] values, int rows, int columns) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return new DenseMatrix(wide, rows, columns);
    }

    /// A copy of the given rows, which must be equally long and at least one.
    public static DenseMatrix of(double[][] rows) {
        if (rows.length == 0) {
            throw new IllegalArgumentException("rows must be 1 or more but were 0");
        }
        int columns = rows[0].length;
        double[] values = new double[Math.multiplyExact(rows.length, columns)];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != columns) {
                throw new IllegalArgumentException("row " + i + " must have " + columns + " columns as row 0 but has "
                        + rows[i].length);
            }
            System.arraycopy(rows[i], 0, values, i * columns, columns);
        }
        return new DenseMatrix(values, rows.length, columns);
    }

    /// Element (i, j).
    public double at(int i, int j) {
        return values[i * columns + j];
    }

    /// A copy of row `i`.
    public double[] row(int i) {
        double[] row = new double[columns];
        System.arraycopy(values, i * columns, row, 0, columns);
        return row;
    }

    /// The rows with the given numbers, in that order.
    public DenseMatrix selectRows(int[] keep) {
        double[] kept = new double[Math.multiplyExact(keep.length, columns)];
        for (int i = 0; i < keep.length; i++) {
            System.arraycopy(values, keep[i] * columns, kept, i * columns, columns);
        }
        return new DenseMatrix(kept, keep.length, columns);
    }

    /// The rows as points.
    ///
    /// @throws IllegalArgumentException if a value is NaN or infinite
    public Points points() {
        return Points.of(values, rows, columns);
    }

    /// For each row the column with the largest value; the smallest of them where several are largest.
    public int[] argMax() {
        int[] best = new int[rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 1; j < columns; j++) {
                if (at(i, j) > at(i, best[i])) {
                    best[i] = j;
                }
            }
        }
        return best;
    }
}
