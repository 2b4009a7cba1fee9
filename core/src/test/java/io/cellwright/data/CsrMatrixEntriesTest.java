package io.cellwright.data;

import java.util.Arrays;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CsrMatrixEntriesTest {
    @Test
    void entriesInAnyOrderBecomeSortedSummedAndNonZero() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int rows = random.nextInt(6);
            int columns = 1 + random.nextInt(8);
            int count = random.nextInt(60);
            float[][] expected = new float[rows][columns];
            long[] start = new long[rows + 1];
            int[] column = new int[count];
            float[] value = new float[count];
            int at = 0;
            for (int i = 0; i < rows; i++) {
                int end = i == rows - 1 ? count : at + random.nextInt(count - at + 1);
                for (; at < end; at++) {
                    column[at] = random.nextInt(columns);
                    value[at] = random.nextInt(5) - 2;
                    expected[i][column[at]] += value[at];
                }
                start[i + 1] = end;
            }
            requireTidy(CsrMatrix.ofEntries(rows, columns, start, column, value), expected, seed);
        }
    }

    private static void requireTidy(CsrMatrix x, float[][] expected, int seed) {
        for (int i = 0; i < x.rows(); i++) {
            assertThat(x.denseRow(i)).as("seed %d, row %d", seed, i).isEqualTo(expected[i]);
            for (int e = x.start(i); e < x.start(i + 1); e++) {
                assertThat(x.value(e)).as("seed %d", seed).isNotZero();
                assertThat(e == x.start(i) || x.column(e - 1) < x.column(e)).as("seed %d, row %d", seed, i).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 1023, 1024, 1025, 1026, 2049, 5000})
    void oneEntryOutOfOrderIsFoundWhereverItStands(int count) {
        for (int at : new int[] {0, 1, count / 2, count - 2, count - 1}) {
            if (at >= 0 && at < count - 1) {
                requireTidied(count, (column, value) -> column[at + 1] = column[at]);
                requireTidied(count, (column, value) -> column[at] = count + 1);
            }
            if (at >= 0 && at < count) {
                requireTidied(count, (column, value) -> value[at] = 0);
                requireTidied(count, (column, value) -> value[at] = -0f);
            }
        }
        requireTidied(count, (column, value) -> {});
    }

    /// Three rows, of which something is done to the second.
    private static void requireTidied(int count, BiConsumer<int[], float[]> change) {
        int columns = count + 2;
        int[] middle = IntStream.range(0, count).toArray();
        float[] values = new float[count];
        Arrays.fill(values, -1.5f);
        change.accept(middle, values);
        float[][] expected = new float[3][columns];
        int[] column = new int[count + 2];
        float[] value = new float[count + 2];
        for (int e = 0; e < count + 2; e++) {
            int row = e == 0 ? 0 : e == count + 1 ? 2 : 1;
            column[e] = row == 1 ? middle[e - 1] : 0;
            value[e] = row == 1 ? values[e - 1] : 7;
            expected[row][column[e]] += value[e];
        }
        long[] start = {0, 1, count + 1, count + 2};
        requireTidy(CsrMatrix.ofEntries(3, columns, start, column, value), expected, 0);
    }

    @Test
    void whatIsNoNumberStays() {
        float[] value = {1, Float.NaN, Float.POSITIVE_INFINITY, 0};
        CsrMatrix x = CsrMatrix.ofEntries(1, 4, new long[] {0, 4}, new int[] {0, 1, 2, 3}, value);
        assertThat(x.entries()).isEqualTo(3);
        assertThat(x.denseRow(0)).containsExactly(1, Float.NaN, Float.POSITIVE_INFINITY, 0);
    }

    @Test
    void rowsThatNobodyLookedAtAreTidiedAllTheSame() {
        long[] start = {0, 2, 4};
        int[] column = {1, 0, 3, 2};
        float[] value = {1, 2, 3, 4};
        RowCheck check = new RowCheck(start);
        check.columns(column, 3);
        CsrMatrix x = CsrMatrix.ofEntries(2, 4, start, column, value, check);
        requireTidy(x, new float[][] {{2, 1, 0, 0}, {0, 0, 4, 3}}, 0);
    }

    @Test
    void repeatedEntriesAreSummedInDouble() {
        float large = 1 << 24;
        CsrMatrix x = CsrMatrix.ofEntries(1, 1, new long[] {0, 3}, new int[3], new float[] {large, 1, 1});
        assertThat(x.value(0)).isEqualTo(large + 2);
    }
}
