package io.cellwright.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MinibatchesTest {
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
