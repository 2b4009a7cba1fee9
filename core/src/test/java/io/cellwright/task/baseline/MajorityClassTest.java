package io.cellwright.task.baseline;

import io.cellwright.data.CsrMatrix;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MajorityClassTest {
    private final CsrMatrix three = new CsrMatrix(3, 2, new long[4], new int[0], new float[0]);

    @Test
    void everyCellGetsTheMostFrequentLabelWithItsShare() {
        MajorityClass majority = MajorityClass.fit(new int[] {1, 2, 2, 3}, 4);
        assertThat(majority.predict(three)).containsExactly(2, 2, 2);
        assertThat(majority.probabilities(three).row(2)).containsExactly(0, 0.25, 0.5, 0.25);
    }

    @Test
    void aTieGoesToTheSmallestLabel() {
        assertThat(MajorityClass.fit(new int[] {3, 1, 3, 1, 0}, 4).predict(three)).containsOnly(1);
    }

    @Test
    void labelsAreNeededAndInRange() {
        assertThatThrownBy(() -> MajorityClass.fit(new int[0], 4)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("labelled cells must be 1 or more but were 0");
        assertThatThrownBy(() -> MajorityClass.fit(new int[] {0, 4}, 4))
                .hasMessage("labels must be from 0 to 3 but cell 1 has 4");
    }
}
