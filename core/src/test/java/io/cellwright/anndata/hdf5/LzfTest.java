package io.cellwright.anndata.hdf5;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LzfTest {
    /// Three literals; three bytes again from two back, which overlap what they write; a long run of the last byte.
    private static final byte[] STREAM = {2, 'a', 'b', 'c', 0x20, 1, (byte) 0xe0, 20, 0};
    private static final String TEXT = "abc" + "bcb" + "b".repeat(29);

    @Test
    void copiesWhatItHasJustWritten() {
        byte[] out = new byte[TEXT.length()];
        assertThat(Lzf.decode(STREAM, STREAM.length, out)).isEqualTo(TEXT.length());
        assertThat(new String(out, StandardCharsets.US_ASCII)).isEqualTo(TEXT);
    }

    @Test
    void refusesAStreamThatDoesNotFit() {
        byte[] out = new byte[TEXT.length() - 1];
        assertThatThrownBy(() -> Lzf.decode(STREAM, STREAM.length, out)).isInstanceOf(IndexOutOfBoundsException.class);
        for (int length : new int[] {1, 2, 3, 5, 7, 8}) {
            byte[] cut = Arrays.copyOf(STREAM, length);
            assertThatThrownBy(() -> Lzf.decode(cut, cut.length, new byte[100])).as("cut to %d", length)
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        byte[] fromBeforeTheStart = {0, 'a', 0x20, 5};
        assertThatThrownBy(() -> Lzf.decode(fromBeforeTheStart, 4, new byte[100]))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void neverLeavesItsArraysWhateverItIsGiven() {
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            byte[] in = new byte[random.nextInt(40)];
            random.nextBytes(in);
            byte[] out = new byte[random.nextInt(60)];
            try {
                assertThat(Lzf.decode(in, in.length, out)).as("seed %d", seed).isBetween(0, out.length);
            } catch (IndexOutOfBoundsException e) {
                assertThat(e).as("seed %d", seed).hasMessage("the LZF stream does not fit");
            }
        }
    }
}
