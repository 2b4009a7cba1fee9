package io.cellwright.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.cellwright.tensor.SparseTensor;
import io.cellwright.tensor.Workspace;

/// A sparse n x g matrix in compressed rows: row `i` holds the entries `start[i]` until `start[i + 1]`, its column
/// numbers strictly rising. Entries are kept as float32 and none is zero.
///
/// The arrays are not copied; nobody may change them afterwards.
public final class CsrMatrix implements CountRows {
    private final int rows;
    private final int columns;
    private final long[] start;
    private final int[] column;
    private final float[] value;

    /// Wraps the three arrays after checking that they fit each other.
    ///
    /// @throws IllegalArgumentException if lengths or row starts do not fit
    public CsrMatrix(int rows, int columns, long[] start, int[] column, float[] value) {
        if (start.length != rows + 1 || start[0] != 0 || start[rows] > column.length || start[rows] > value.length) {
            throw new IllegalArgumentException("row starts must be " + (rows + 1) + " rising numbers from 0 to at most "
                    + Math.min(column.length, value.length) + " but were " + start.length + " ending in "
                    + (start.length == 0 ? "nothing" : Long.toString(start[start.length - 1])));
        }
        this.rows = rows;
        this.columns = columns;
        this.start = start;
        this.column = column;
        this.value = value;
    }

    /// Makes a matrix of entries that may be unsorted, repeated or zero: rows are sorted by column, entries of the same
    /// place are summed in double, zeros are dropped. The arrays are changed and may become part of the matrix.
    ///
    /// @param start first entry of each row, and the number of entries at the end; must rise from 0
    /// @param column column of each entry, from 0 until `columns`
    /// @param value value of each entry
    public static CsrMatrix ofEntries(int rows, int columns, long[] start, int[] column, float[] value) {
        RowCheck check = new RowCheck(start);
        check.columns(column, Math.toIntExact(start[rows]));
        check.values(value, Math.toIntExact(start[rows]));
        return ofEntries(rows, columns, start, column, value, check);
    }

    /// As above, of entries at which `check` looked as they came.
    public static CsrMatrix ofEntries(int rows, int columns, long[] start, int[] column, float[] value, RowCheck check) {
        int to = tidy(rows, start, column, value, check);
        // A few spare entries cost less than a copy of everything.
        boolean shrink = to < column.length - column.length / 8;
        return new CsrMatrix(rows, columns, start, shrink ? Arrays.copyOf(column, to) : column,
                shrink ? Arrays.copyOf(value, to) : value);
    }

    /// As above, of entries in arrays that may be longer and stay part of the matrix.
    public static CsrMatrix ofEntries(int rows, int columns, long[] start, EntryRoom.Arrays entries, RowCheck check) {
        tidy(rows, start, entries.column(), entries.value(), check);
        return new CsrMatrix(rows, columns, start, entries.column(), entries.value());
    }

    /// Sorts and merges all rows, which is one pass where there is nothing to do, and moves them together.
    ///
    /// @return number of entries that are left
    private static int tidy(int rows, long[] start, int[] column, float[] value, RowCheck check) {
        int to = 0;
        int from = 0;
        for (int i = 0; i < rows; i++) {
            int end = Math.toIntExact(start[i + 1]);
            if (check.isTidy(i) && to == from) {
                to = end;
            } else {
                sortRow(column, value, from, end);
                to = mergeRow(column, value, from, end, to);
            }
            from = end;
            start[i + 1] = to;
        }
        return to;
    }

    /// Moves the entries `from` until `end`, sorted by column, to `to` and after, each place once and without zeros.
    ///
    /// @return the end of what was moved
    private static int mergeRow(int[] column, float[] value, int from, int end, int to) {
        int at = to;
        for (int e = from; e < end;) {
            int j = column[e];
            float single = value[e++];
            double sum = single;
            boolean repeated = e < end && column[e] == j;
            while (e < end && column[e] == j) {
                sum += value[e++];
            }
            float total = repeated ? (float) sum : single;
            if (total != 0) {
                column[at] = j;
                value[at++] = total;
            }
        }
        return at;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    /// Number of stored entries.
    @Override
    public long entries() {
        return start[rows];
    }

    @Override
    public long entries(int from, int to) {
        return start[to] - start[from];
    }

    @Override
    public CsrMatrix block(int from, int to) {
        if (from == 0 && to == rows) {
            return this;
        }
        long[] newStart = new long[to - from + 1];
        for (int i = 0; i < newStart.length; i++) {
            newStart[i] = start[from + i] - start[from];
        }
        return new CsrMatrix(to - from, columns, newStart, Arrays.copyOfRange(column, start(from), start(to)),
                Arrays.copyOfRange(value, start(from), start(to)));
    }

    /// All rows at once.
    @Override
    public void forEachBlock(Visitor visitor) {
        visitor.take(0, this);
    }

    /// First entry of row `i`; `start(rows())` is the number of entries.
    public int start(int i) {
        return Math.toIntExact(start[i]);
    }

    /// Column of entry `e`.
    public int column(int e) {
        return column[e];
    }

    /// Value of entry `e`.
    public float value(int e) {
        return value[e];
    }

    /// The matrix with other values in the same places.
    ///
    /// @param other value of each entry, not zero; not copied
    /// @throws IllegalArgumentException if there are fewer values than entries
    public CsrMatrix withValues(float[] other) {
        return new CsrMatrix(rows, columns, start, column, other);
    }

    /// Copies row `i` to entry `at` of a minibatch.
    void copyRow(int i, SparseTensor x_ng, int at) {
        x_ng.entries(at, column, value, start(i), start(i + 1) - start(i));
    }

    /// `log(1 + x)` of `length` entries from entry `from` on.
    void log1p(int from, int length, LogFactorials table, float[] into) {
        table.log1p(value, from, length, into);
    }

    /// Copies all rows into the memory of a step.
    public SparseTensor copyTo(Workspace workspace) {
        return minibatch(IntStream.range(0, rows()).toArray(), workspace);
    }

    /// Copies the given rows into the memory of a step.
    public SparseTensor minibatch(int[] chosen, Workspace workspace) {
        int entries = 0;
        for (int row : chosen) {
            entries += start(row + 1) - start(row);
        }
        SparseTensor x_ng = SparseTensor.allocate(workspace, chosen.length, columns, entries);
        int end = 0;
        for (int i = 0; i < chosen.length; i++) {
            end += start(chosen[i] + 1) - start(chosen[i]);
            x_ng.endRow(i, end);
        }
        x_ng.fill((from, to) -> {
            for (int i = from; i < to; i++) {
                int first = start(chosen[i]);
                x_ng.entries(x_ng.start(i), column, value, first, start(chosen[i] + 1) - first);
            }
        });
        return x_ng;
    }

    /// Sum of row `i` in double.
    public double rowSum(int i) {
        double sum = 0;
        for (int e = start(i); e < start(i + 1); e++) {
            sum += value[e];
        }
        return sum;
    }

    /// Row `i` as a dense array.
    public float[] denseRow(int i) {
        float[] row = new float[columns];
        for (int e = start(i); e < start(i + 1); e++) {
            row[column[e]] = value[e];
        }
        return row;
    }

    /// The matrix of the given columns, in the given order.
    public CsrMatrix selectColumns(int[] keep) {
        int[] place = new int[columns];
        Arrays.fill(place, -1);
        for (int j = 0; j < keep.length; j++) {
            place[keep[j]] = j;
        }
        return remap(place, keep.length);
    }

    /// The matrix with `newColumns` columns in which column `j` of this one stands at `place[j]`, or nowhere where that
    /// is negative.
    @Override
    public CsrMatrix remap(int[] place, int newColumns) {
        int count = 0;
        for (int e = 0; e < start(rows); e++) {
            if (place[column[e]] >= 0) {
                count++;
            }
        }
        long[] newStart = new long[rows + 1];
        int[] newColumn = new int[count];
        float[] newValue = new float[count];
        int at = 0;
        for (int i = 0; i < rows; i++) {
            int from = at;
            for (int e = start(i); e < start(i + 1); e++) {
                int j = place[column[e]];
                if (j >= 0) {
                    newColumn[at] = j;
                    newValue[at++] = value[e];
                }
            }
            sortRow(newColumn, newValue, from, at);
            newStart[i + 1] = at;
        }
        return new CsrMatrix(rows, newColumns, newStart, newColumn, newValue);
    }

    /// The matrix of the given rows, in the given order.
    public CsrMatrix selectRows(int[] keep) {
        long[] newStart = new long[keep.length + 1];
        for (int i = 0; i < keep.length; i++) {
            newStart[i + 1] = newStart[i] + start[keep[i] + 1] - start[keep[i]];
        }
        int count = Math.toIntExact(newStart[keep.length]);
        int[] newColumn = new int[count];
        float[] newValue = new float[count];
        for (int i = 0; i < keep.length; i++) {
            int from = start(keep[i]);
            int length = start(keep[i] + 1) - from;
            System.arraycopy(column, from, newColumn, (int) newStart[i], length);
            System.arraycopy(value, from, newValue, (int) newStart[i], length);
        }
        return new CsrMatrix(keep.length, columns, newStart, newColumn, newValue);
    }

    /// Matrices of as many columns below each other.
    ///
    /// @throws IllegalArgumentException if they have other numbers of columns, or more entries together than fit into
    ///     arrays
    public static CsrMatrix stacked(List<CsrMatrix> parts, int columns) {
        long entries = parts.stream().mapToLong(CsrMatrix::entries).sum();
        long rows = parts.stream().mapToLong(CsrMatrix::rows).sum();
        if (entries > Integer.MAX_VALUE - 8 || rows > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("matrices together must have at most " + (Integer.MAX_VALUE - 8)
                    + " rows and entries but have " + rows + " and " + entries + ". Join fewer at a time");
        }
        long[] start = new long[(int) rows + 1];
        int[] column = new int[(int) entries];
        float[] value = new float[(int) entries];
        int row = 0;
        int at = 0;
        for (CsrMatrix part : parts) {
            if (part.columns != columns) {
                throw new IllegalArgumentException("matrices must have " + columns + " columns but one has "
                        + part.columns);
            }
            int count = (int) part.entries();
            System.arraycopy(part.column, 0, column, at, count);
            System.arraycopy(part.value, 0, value, at, count);
            for (int i = 0; i < part.rows; i++) {
                start[row + i + 1] = at + part.start[i + 1];
            }
            row += part.rows;
            at += count;
        }
        return new CsrMatrix((int) rows, columns, start, column, value);
    }

    /// Sorts entries `from` until `to` by column. Rows that are in order, the usual case, cost one pass.
    private static void sortRow(int[] column, float[] value, int from, int to) {
        if (RowCheck.isRising(column, from, to)) {
            return;
        }
        long[] keyed = new long[to - from];
        for (int e = from; e < to; e++) {
            keyed[e - from] = (long) column[e] << 32 | (Float.floatToRawIntBits(value[e]) & 0xffffffffL);
        }
        Arrays.sort(keyed);
        for (int e = from; e < to; e++) {
            column[e] = (int) (keyed[e - from] >> 32);
            value[e] = Float.intBitsToFloat((int) keyed[e - from]);
        }
    }
}
