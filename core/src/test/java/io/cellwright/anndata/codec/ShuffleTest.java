package io.cellwright.anndata.codec;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ShuffleTest {
    private static final int SEED = 7;
    private static final int BEFORE = 3;

    @ParameterizedTest(name = "{0} elements, seed 7")
    @ValueSource(ints = {0, 1, 5, 2047, 2048, 2049, 4095, 4096, 5000, 32_768})
    @DisplayName("What was shuffled comes back, at any place, with bytes that make no whole element, and nothing else changes")
    void comesBack(int elements) {
        for (int size : new int[] {1, 2, 3, 4, 8}) {
            byte[] bytes = new byte[elements * size + (size - 1)];
            new Random(SEED).nextBytes(bytes);
            requireComesBack(bytes, size);
        }
    }

    @ParameterizedTest(name = "bytes {0}, seed 7")
    @CsvSource({"0x00000000", "0x000000ff", "0x0000ff00", "0x0000ffff", "0x00ff0000", "0xffff0000", "0xff000000",
            "0x00ffff00", "0xff0000ff", "0xffffffff"})
    @DisplayName("Words come back whichever of their bytes are 0, in some stretches and not in others")
    void anyBytesMayBeZero(String hex) {
        int mask = Integer.parseUnsignedInt(hex.substring(2), 16);
        int n = 9_000;
        Random random = new Random(SEED);
        byte[] bytes = new byte[4 * n];
        for (int i = 0; i < n; i++) {
            int word = random.nextInt() & (i < 3_000 ? mask : i < 6_000 ? ~mask : i == 7_000 ? -1 : 0);
            for (int part = 0; part < 4; part++) {
                bytes[4 * i + part] = (byte) (word >>> (8 * part));
            }
        }
        requireComesBack(bytes, 4);
    }

    private static void requireComesBack(byte[] bytes, int elementSize) {
        byte[] shuffled = Shuffle.apply(bytes, 0, bytes.length, elementSize);
        byte[] out = new byte[BEFORE + bytes.length + 1];
        byte[] expected = new byte[out.length];
        Arrays.fill(out, (byte) 42);
        Arrays.fill(expected, (byte) 42);
        System.arraycopy(bytes, 0, expected, BEFORE, bytes.length);
        Shuffle.undo(shuffled, bytes.length, elementSize, out, BEFORE);
        assertThat(out).isEqualTo(expected);
    }
}
