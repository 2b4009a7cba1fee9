package io.cellwright.metric;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RanksTest {
    @Test
    void equalNumbersShareTheirMeanRank() {
        assertThat(Ranks.of(new double[] {5, -1, 5, 0.0, -0.0, 9})).containsExactly(4.5, 1, 4.5, 2.5, 2.5, 6);
        assertThat(Ranks.of(new double[0])).isEmpty();
    }
}
