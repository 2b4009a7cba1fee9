package io.cellwright.data;

import java.util.Arrays;
import java.util.stream.IntStream;

import io.cellwright.tensor.Rng;
import io.cellwright.tensor.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BlocksTest {
    private static final long SEED = 11;
    private static final Blocks BLOCKS = new Blocks(10, 4);

    private static int[] order(int[] cells, int epoch) {
        return Minibatches.Order.byBlocks(SEED, Stream.SHUFFLE, BLOCKS).of(cells, epoch);
    }

    @Test
    void everyCellComesOnceInAnOrderOfItsEpoch() {
        int[] cells = IntStream.range(0, 195).filter(i -> i % 3 != 0).toArray();
        assertThat(Arrays.stream(order(cells, 0)).sorted().toArray()).containsExactly(cells);
        assertThat(order(cells, 0)).containsExactly(order(cells, 0)).isNotEqualTo(order(cells, 1));
    }

    @Test
    void aBufferHoldsTheCellsOfItsBlocksAndNoOther() {
        int[] cells = IntStream.range(0, 200).toArray();
        int[] order = order(cells, 3);
        for (int from = 0; from < 200; from += 40) {
            int[] buffer = Arrays.copyOfRange(order, from, from + 40);
            assertThat(Arrays.stream(buffer).map(i -> i / 10).distinct().count()).as("seed %d, from %d", SEED, from)
                    .isEqualTo(4);
            // Cells of a buffer are mixed: the first ten are of several blocks.
            assertThat(Arrays.stream(buffer).limit(10).map(i -> i / 10).distinct().count()).isGreaterThan(1);
        }
        assertThat(Arrays.stream(order).limit(40).map(i -> i / 10).distinct().sorted().toArray())
                .isNotEqualTo(new int[] {0, 1, 2, 3});
    }

    @Test
    void theOrderInWhichCellsAreGivenSaysNothing() {
        int[] cells = IntStream.range(0, 77).toArray();
        int[] other = cells.clone();
        Rng.shuffle(5, other);
        assertThat(order(other, 2)).containsExactly(order(cells, 2));
    }

    @Test
    void thereIsAtLeastOneRowAndOneBlock() {
        assertThatThrownBy(() -> new Blocks(0, 3)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rows and buffered must be at least 1 but were 0 and 3");
    }
}
