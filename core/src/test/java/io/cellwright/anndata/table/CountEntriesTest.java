package io.cellwright.anndata.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import io.cellwright.data.CsrMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CountEntriesTest {
    private record Entry(int cell, int gene, float value) {}

    private static CountEntries.Rows rows(List<Entry> entries, int cells, int genes)
            throws CountEntries.TooManyException {
        CountEntries collected = new CountEntries();
        for (Entry entry : entries) {
            collected.add(entry.cell, entry.gene, entry.value);
        }
        return collected.rows(cells, genes);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyOrderGivesTheSameRows(long seed) throws CountEntries.TooManyException {
        Random random = new Random(seed);
        int cells = 1500;
        int genes = 40;
        float[][] dense = new float[cells][genes];
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < cells; i++) {
            for (int j = 0; j < genes; j++) {
                dense[i][j] = random.nextInt(3) == 0 ? random.nextInt(4) : 0;
                entries.add(new Entry(i, j, dense[i][j]));
            }
        }
        same(rows(entries, cells, genes), dense, seed);
        // In order for a while, and then no longer.
        Collections.shuffle(entries.subList(entries.size() / 2, entries.size()), random);
        same(rows(entries, cells, genes), dense, seed);
        Collections.shuffle(entries, random);
        same(rows(entries, cells, genes), dense, seed);
    }

    private static void same(CountEntries.Rows rows, float[][] dense, long seed) {
        CsrMatrix matrix = rows.matrix();
        assertThat(rows.repeated()).as("seed " + seed).isEmpty();
        assertThat(matrix.rows()).isEqualTo(dense.length);
        for (int i = 0; i < dense.length; i++) {
            assertThat(matrix.denseRow(i)).as("seed %d, row %d", seed, i).isEqualTo(dense[i]);
            for (int e = matrix.start(i) + 1; e < matrix.start(i + 1); e++) {
                assertThat(matrix.column(e)).isGreaterThan(matrix.column(e - 1));
            }
        }
    }

    @Test
    void neighboursMayComeTheOtherWayRound() throws CountEntries.TooManyException {
        CsrMatrix matrix = rows(List.of(new Entry(1, 0, 1), new Entry(0, 1, 2), new Entry(1, 1, 3)), 2, 2).matrix();
        assertThat(matrix.denseRow(0)).containsExactly(0, 2);
        assertThat(matrix.denseRow(1)).containsExactly(1, 3);
    }

    @Test
    void placeWithTwoEntriesIsTold() throws CountEntries.TooManyException {
        List<Entry> entries = List.of(new Entry(0, 3, 1), new Entry(2, 1, 1), new Entry(1, 3, 1), new Entry(2, 1, 5));
        assertThat(rows(entries, 4, 5).repeated()).contains(new CountEntries.Place(2, 1));
    }

    @Test
    void cellsWithoutEntriesAreRowsToo() throws CountEntries.TooManyException {
        CsrMatrix matrix = rows(List.of(new Entry(1, 0, 2)), 5000, 1).matrix();
        assertThat(List.of(matrix.rows(), matrix.columns())).containsExactly(5000, 1);
        assertThat(matrix.entries()).isEqualTo(1);
        assertThat(rows(List.of(), 0, 0).matrix().rows()).isZero();
    }
}
