package io.cellwright.data;

import java.util.Random;

import org.junit.jupiter.api.Test;

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

    @Test
    void repeatedEntriesAreSummedInDouble() {
        float large = 1 << 24;
        CsrMatrix x = CsrMatrix.ofEntries(1, 1, new long[] {0, 3}, new int[3], new float[] {large, 1, 1});
        assertThat(x.value(0)).isEqualTo(large + 2);
    }
}
