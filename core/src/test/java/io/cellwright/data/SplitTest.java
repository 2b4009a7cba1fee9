package io.cellwright.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SplitTest {
    @Test
    void numpysPermutationsAreNumpys() {
        assertThat(new NumpyRandom(0).permutation(10)).containsExactly(2, 8, 4, 9, 1, 6, 7, 3, 0, 5);
        assertThat(new NumpyRandom(1).permutation(10)).containsExactly(2, 9, 6, 4, 0, 3, 1, 7, 8, 5);
        assertThat(new NumpyRandom(0).choice(new int[] {3, 5, 7, 9, 11}, 5)).containsExactly(7, 3, 5, 9, 11);
    }

    @Test
    void validationTakesTheFirstOfThePermutedCells() {
        Split split = Split.random(10, 0.9, Split.numpy(0));
        assertThat(split.validation()).containsExactly(2);
        assertThat(split.train()).containsExactly(8, 4, 9, 1, 6, 7, 3, 0, 5);
        assertThat(split.test()).isEmpty();
    }

    @Test
    void trainingCellsAreRoundedUp() {
        assertThat(Split.random(11, 0.9, Split.seeded(0)).train()).hasSize(10);
        assertThat(Split.random(2, 0.9, Split.seeded(0)).train()).hasSize(2);
    }

    @Test
    void everyCellIsInOnePart() {
        boolean[] labelled = new boolean[97];
        for (int i = 0; i < 97; i += 7) {
            labelled[i] = true;
        }
        Split split = Split.semiSupervised(labelled, 0.8, Split.seeded(3));
        int[] all = IntStream.concat(Arrays.stream(split.train()), Arrays.stream(split.validation())).sorted()
                .toArray();
        assertThat(all).containsExactly(IntStream.range(0, 97).toArray());
        assertThat(Arrays.stream(split.validation()).filter(i -> labelled[i]).count()).isEqualTo(2);
    }

    @Test
    void aShareOutsideItsRangeIsRefused() {
        assertThatThrownBy(() -> Split.random(10, 0, Split.seeded(0)))
                .hasMessage("train_size must be in (0, 1] but was 0.0");
    }

    @Test
    void minibatchesHoldEveryCellOnceInAnOrderOfTheirEpoch() {
        int[] cells = IntStream.range(100, 150).toArray();
        Minibatches some = new Minibatches(cells, 8,
                Minibatches.Order.shuffled(5, io.cellwright.tensor.Stream.SHUFFLE), Minibatches.Tail.KEEP);
        List<int[]> first = some.epoch(0);
        assertThat(first).hasSize(7).hasSize(some.count());
        assertThat(first.stream().flatMapToInt(Arrays::stream).sorted().toArray()).containsExactly(cells);
        assertThat(some.epoch(0).get(3)).containsExactly(first.get(3));
        assertThat(some.epoch(1).get(3)).isNotEqualTo(first.get(3));
    }

    @Test
    void aLastMinibatchOfOneOrTwoJoinsTheOneBefore() {
        for (int n = 1; n < 40; n++) {
            Minibatches some = new Minibatches(IntStream.range(0, n).toArray(), 8, Minibatches.Order.GIVEN,
                    Minibatches.Tail.JOIN);
            List<int[]> epoch = some.epoch(0);
            assertThat(epoch.stream().mapToInt(b -> b.length).sum()).as("n %d", n).isEqualTo(n);
            if (n > 2) {
                assertThat(epoch.getLast().length).as("n %d", n).isGreaterThan(2);
            }
        }
    }
}
