package io.cellwright.data;

/// Finds the rows of a block in which there is nothing to tidy: columns rise and no value is 0. It looks at rows as they
/// come, while they are in the cache of the core that decoded them.
///
/// For one thread.
public final class RowCheck {
    /// Entries that are compared at a time.
    private static final int PIECE = 1024;

    private final long[] start;
    private final boolean[] rising;
    private final boolean[] zeroFree;
    private final int[] before = new int[PIECE];
    private int columnsOf;
    private int valuesOf;

    /// @param start first entry of each row, and the number of entries at the end; rises from 0
    public RowCheck(long[] start) {
        this.start = start;
        this.rising = new boolean[start.length - 1];
        this.zeroFree = new boolean[start.length - 1];
    }

    /// Says that the columns of all entries before `end` are there.
    ///
    /// @param column from 0 on
    public void columns(int[] column, int end) {
        while (columnsOf < rising.length && start[columnsOf + 1] <= end) {
            rising[columnsOf] = isRising(column, (int) start[columnsOf], (int) start[columnsOf + 1], before);
            columnsOf++;
        }
    }

    /// Says that the values of all entries before `end` are there.
    public void values(float[] value, int end) {
        while (valuesOf < zeroFree.length && start[valuesOf + 1] <= end) {
            zeroFree[valuesOf] = hasNoZero(value, (int) start[valuesOf], (int) start[valuesOf + 1]);
            valuesOf++;
        }
    }

    /// Whether row `i` is known to be tidy.
    boolean isTidy(int i) {
        return rising[i] && zeroFree[i];
    }

    /// Whether numbers from 0 on rise strictly. Without a branch, and beside a copy of those before, so that it is compiled
    /// into vectors.
    static boolean isRising(int[] column, int from, int to) {
        return isRising(column, from, to, new int[Math.clamp(to - from, 1, PIECE)]);
    }

    private static boolean isRising(int[] column, int from, int to, int[] before) {
        int below = 0;
        for (int at = from + 1; at < to; at += before.length) {
            int count = Math.min(before.length, to - at);
            System.arraycopy(column, at - 1, before, 0, count);
            below |= belowNext(before, column, at, count);
        }
        return below >= 0;
    }

    private static int belowNext(int[] before, int[] column, int at, int count) {
        int below = 0;
        for (int i = 0; i < count; i++) {
            below |= column[at + i] - before[i] - 1;
        }
        return below;
    }

    /// Whether all values are known not to be 0: no in doubt, which is where one is NaN. As the smallest of all is what the
    /// compiler finds with vectors.
    private static boolean hasNoZero(float[] value, int from, int to) {
        float least = 1;
        for (int e = from; e < to; e++) {
            least = Math.min(least, Math.abs(value[e]));
        }
        return least > 0;
    }
}
