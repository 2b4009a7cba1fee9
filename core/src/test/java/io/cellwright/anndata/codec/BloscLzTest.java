package io.cellwright.anndata.codec;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BloscLzTest {
    /// 9,216 literals, then 5 bytes from 8,500 back: 31 and 255 say that the distance beyond 8,192 follows.
    @Test
    void copiesFromFarBack() throws DataFormatException {
        byte[] literals = new byte[9216];
        new Random(5).nextBytes(literals);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int at = 0; at < literals.length; at += 32) {
            stream.write(31);
            stream.write(literals, at, 32);
        }
        stream.write((3 << 5) | 31);
        stream.write(255);
        stream.write(308 >> 8);
        stream.write(308 & 255);
        byte[] out = new byte[literals.length + 5];
        BloscLz.decode(stream.toByteArray(), 0, stream.size(), out, 0, out.length);
        assertThat(Arrays.copyOf(out, literals.length)).isEqualTo(literals);
        assertThat(Arrays.copyOfRange(out, literals.length, out.length))
                .isEqualTo(Arrays.copyOfRange(literals, 716, 721));
    }
}
