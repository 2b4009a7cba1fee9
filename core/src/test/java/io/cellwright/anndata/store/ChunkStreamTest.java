package io.cellwright.anndata.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ChunkStreamTest {
    private static final int SEED = 3;
    private static final int UNWRITTEN = 4;

    /// Which chunks were decoded, in this order.
    private final List<Integer> decoded = Collections.synchronizedList(new ArrayList<>());

    /// Elements of one byte, of which each is what [#element] says.
    private ChunkStream list(int elements, int chunk) {
        ChunkGrid grid = ChunkGrid.of(new long[] {elements}, new int[] {chunk});
        return new ChunkStream(grid, 1, new byte[] {99}, () -> new ChunkSource() {
            private final byte[] bytes = new byte[chunk + 5];

            @Override
            public byte @Nullable [] chunk(int number) {
                decoded.add(number);
                if (number == UNWRITTEN) {
                    return null;
                }
                for (int i = 0; i < chunk; i++) {
                    bytes[i] = element(number * chunk + i);
                }
                return bytes;
            }

            @Override
            public void close() {
                Arrays.fill(bytes, (byte) -1);
            }
        });
    }

    private static byte element(int i) {
        return (byte) (i * 31 % 97);
    }

    private static byte[] read(ChunkStream stream, int first, int count) {
        byte[] all = new byte[count];
        int[] next = {first};
        stream.read(first, count, (bytes, from, at, n) -> {
            assertThat(at).isEqualTo(next[0]);
            System.arraycopy(bytes, from, all, (int) at - first, n);
            next[0] += n;
        });
        assertThat(next[0]).isEqualTo(first + count);
        return all;
    }

    private static byte[] expected(int first, int count, int chunk) {
        byte[] all = new byte[count];
        for (int i = 0; i < count; i++) {
            all[i] = (first + i) / chunk == UNWRITTEN ? 99 : element(first + i);
        }
        return all;
    }

    @Test
    void neighbouringRunsDecodeTheChunkThatTheyShareOnce() {
        ChunkStream stream = list(1000, 100);
        read(stream, 0, 250);
        read(stream, 250, 110);
        read(stream, 360, 20);
        assertThat(decoded).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aRunBeforeTheOneThatWasReadSharesItsChunkToo() {
        ChunkStream stream = list(1000, 100);
        read(stream, 550, 350);
        read(stream, 500, 50);
        assertThat(decoded).containsExactly(5, 6, 7, 8);
    }

    @Test
    void runsOfAnyPlaceAndLengthHaveTheirElementsInAnyOrder() {
        Random random = new Random(SEED);
        ChunkStream stream = list(1000, 100);
        for (int round = 0; round < 500; round++) {
            int first = random.nextInt(1000);
            int count = random.nextInt(1001 - first);
            assertThat(read(stream, first, count)).as("seed %d, round %d", SEED, round)
                    .isEqualTo(expected(first, count, 100));
        }
    }

    @Test
    void threadsGetWhatOneThreadGets() {
        ChunkStream stream = list(10_000, 100);
        IntStream.range(0, 2000).parallel().forEach(i -> {
            int first = i * 7919 % 9_700;
            assertThat(read(stream, first, 250)).isEqualTo(expected(first, 250, 100));
        });
    }

    @Test
    void fewChunksAreKeptAndNoneThatIsLarge() {
        ChunkStream small = list(100 << 20, 1 << 20);
        for (int run = 0; run < 8; run++) {
            read(small, ((10 + run) << 20) + 7, 5);
        }
        decoded.clear();
        read(small, (17 << 20) + 12, 5);
        read(small, (14 << 20) + 12, 5);
        assertThat(decoded).isEmpty();
        read(small, (13 << 20) + 12, 5);
        assertThat(decoded).containsExactly(13);
        decoded.clear();
        ChunkStream large = list(100 << 20, (1 << 20) + 1);
        read(large, 7, 5);
        read(large, 12, 5);
        assertThat(decoded).containsExactly(0, 0);
    }
}
