package io.cellwright.task.annotate;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ScoringTest {
    private static final int CELLS = 100;

    /// Of 100 cells of type 0 the first answers have `onlyFirst` right that the second have not, and so on.
    private static boolean better(int onlyFirst, int onlySecond) {
        int[] truth = new int[CELLS];
        int[] first = IntStream.range(0, CELLS).map(i -> i < onlySecond ? 1 : 0).toArray();
        int[] second = IntStream.range(0, CELLS).map(i -> i >= CELLS - onlyFirst ? 1 : 0).toArray();
        return Scoring.isBetterBeyondChance(first, second, truth, IntStream.range(0, CELLS).toArray());
    }

    @Test
    void moreThanTwoStandardErrorsAreBeyondChance() {
        assertThat(better(10, 2)).isTrue();
        assertThat(better(5, 0)).isTrue();
    }

    @Test
    void fewerAreNot() {
        assertThat(better(6, 2)).isFalse();
        assertThat(better(4, 0)).isFalse();
        assertThat(better(0, 0)).isFalse();
        assertThat(better(2, 10)).isFalse();
    }

    @Test
    void onlyTheJudgesCount() {
        int[] truth = new int[CELLS];
        int[] second = IntStream.range(0, CELLS).map(i -> i < 50 ? 1 : 0).toArray();
        assertThat(Scoring.isBetterBeyondChance(truth, second, truth, IntStream.range(50, CELLS).toArray())).isFalse();
        assertThat(Scoring.isBetterBeyondChance(truth, second, truth, IntStream.range(0, 10).toArray())).isTrue();
    }
}
