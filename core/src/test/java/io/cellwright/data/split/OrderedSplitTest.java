package io.cellwright.data.split;

import java.util.Arrays;
import java.util.stream.IntStream;

import io.cellwright.data.NumpyRandom;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OrderedSplitTest {
    @Test
    void numpysPermutationsAreNumpys() {
        assertThat(new NumpyRandom(0).permutation(10)).containsExactly(2, 8, 4, 9, 1, 6, 7, 3, 0, 5);
        assertThat(new NumpyRandom(1).permutation(10)).containsExactly(2, 9, 6, 4, 0, 3, 1, 7, 8, 5);
        assertThat(new NumpyRandom(0).choice(new int[] {3, 5, 7, 9, 11}, 5)).containsExactly(7, 3, 5, 9, 11);
    }

    @Test
    void validationTakesTheFirstOfThePermutedCells() {
        OrderedSplit split = OrderedSplit.random(10, 0.9, OrderedSplit.numpy(0));
        assertThat(split.validation()).containsExactly(2);
        assertThat(split.train()).containsExactly(8, 4, 9, 1, 6, 7, 3, 0, 5);
    }

    @Test
    void trainingCellsAreRoundedUp() {
        assertThat(OrderedSplit.random(11, 0.9, OrderedSplit.seeded(0)).train()).hasSize(10);
        assertThat(OrderedSplit.random(2, 0.9, OrderedSplit.seeded(0)).train()).hasSize(2);
    }

    @Test
    void everyCellIsInOnePart() {
        boolean[] labelled = new boolean[97];
        for (int i = 0; i < 97; i += 7) {
            labelled[i] = true;
        }
        OrderedSplit split = OrderedSplit.semiSupervised(labelled, 0.8, OrderedSplit.seeded(3));
        int[] all = IntStream.concat(Arrays.stream(split.train()), Arrays.stream(split.validation())).sorted()
                .toArray();
        assertThat(all).containsExactly(IntStream.range(0, 97).toArray());
        assertThat(Arrays.stream(split.validation()).filter(i -> labelled[i]).count()).isEqualTo(2);
    }

    @Test
    void aShareOutsideItsRangeIsRefused() {
        assertThatThrownBy(() -> OrderedSplit.random(10, 0, OrderedSplit.seeded(0)))
                .hasMessage("train_size must be in (0, 1] but was 0.0");
    }
}
