package io.cellwright.anndata.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ZlibTest {
    private static byte[] deflated(byte[] bytes) {
        Deflater deflater = new Deflater(4);
        deflater.setInput(bytes);
        deflater.finish();
        byte[] out = new byte[2 * bytes.length + 64];
        int count = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, count);
    }

    private static byte[] sample(int size) {
        Random random = new Random(size);
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) random.nextInt(4);
        }
        return bytes;
    }

    private static Zlib zlib(boolean fast) {
        Assumptions.assumeTrue(!fast || Zlib.isFast(), "needs libdeflate, which is not there for this machine");
        return new Zlib(fast);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void inflatesToExactlyTheSizeThatItIsTold(boolean fast) throws DataFormatException {
        try (Zlib zlib = zlib(fast)) {
            for (int size : new int[] {0, 1, 100, 100_000}) {
                byte[] sample = sample(size);
                byte[] in = deflated(sample);
                byte[] out = new byte[size + 10];
                zlib.inflate(in, 0, in.length, out, 0, size);
                assertThat(Arrays.copyOf(out, size)).isEqualTo(sample);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesMoreLessAndDamage(boolean fast) {
        try (Zlib zlib = zlib(fast)) {
            byte[] in = deflated(sample(1000));
            byte[] out = new byte[2000];
            for (int size : new int[] {0, 1, 999, 1001, 2000}) {
                assertThatThrownBy(() -> zlib.inflate(in, 0, in.length, out, 0, size)).as("size %d", size)
                        .isInstanceOf(DataFormatException.class);
            }
            for (int length : new int[] {0, 1, 5, 6, in.length / 2, in.length - 1}) {
                assertThatThrownBy(() -> zlib.inflate(in, 0, length, out, 0, 1000)).as("cut to %d", length)
                        .isInstanceOf(DataFormatException.class);
            }
            byte[] wrongChecksum = in.clone();
            wrongChecksum[in.length - 1] ^= 1;
            assertThatThrownBy(() -> zlib.inflate(wrongChecksum, 0, in.length, out, 0, 1000))
                    .isInstanceOf(DataFormatException.class);
            byte[] noHeader = in.clone();
            noHeader[0] = 0;
            assertThatThrownBy(() -> zlib.inflate(noHeader, 0, in.length, out, 0, 1000))
                    .isInstanceOf(DataFormatException.class);
        }
    }

    private static byte[] gzipped(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gunzipsToExactlyTheSizeThatItIsTold(boolean fast) throws DataFormatException, IOException {
        try (Zlib zlib = zlib(fast)) {
            for (int size : new int[] {0, 1, 100, 100_000}) {
                byte[] sample = sample(size);
                byte[] one = gzipped(sample);
                byte[] in = new byte[one.length + 3];
                System.arraycopy(one, 0, in, 3, one.length);
                byte[] out = new byte[size + 10];
                zlib.gunzip(in, 3, one.length, out, 2, size);
                assertThat(Arrays.copyOfRange(out, 2, 2 + size)).isEqualTo(sample);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gunzipsMembersBehindEachOther(boolean fast) throws DataFormatException, IOException {
        try (Zlib zlib = zlib(fast)) {
            byte[] sample = sample(1000);
            byte[] first = gzipped(Arrays.copyOf(sample, 300));
            byte[] second = gzipped(Arrays.copyOfRange(sample, 300, 1000));
            byte[] in = Arrays.copyOf(first, first.length + second.length);
            System.arraycopy(second, 0, in, first.length, second.length);
            byte[] out = new byte[1000];
            zlib.gunzip(in, 0, in.length, out, 0, 1000);
            assertThat(out).isEqualTo(sample);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gunzipGivesWhatWasStoredOrRefuses(boolean fast) throws IOException {
        try (Zlib zlib = zlib(fast)) {
            byte[] sample = sample(200);
            byte[] in = gzipped(sample);
            byte[] out = new byte[300];
            for (int size : new int[] {0, 199, 201}) {
                assertThatThrownBy(() -> zlib.gunzip(in, 0, in.length, out, 0, size)).as("size %d", size)
                        .isInstanceOf(DataFormatException.class);
            }
            for (int cut = 0; cut < in.length; cut++) {
                int length = cut;
                assertThatThrownBy(() -> zlib.gunzip(in, 0, length, out, 0, 200)).as("cut to %d", cut)
                        .isInstanceOf(DataFormatException.class);
            }
            for (int bit = 0; bit < Byte.SIZE * in.length; bit++) {
                byte[] flipped = in.clone();
                flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                Arrays.fill(out, (byte) -1);
                try {
                    zlib.gunzip(flipped, 0, in.length, out, 0, 200);
                    assertThat(Arrays.copyOf(out, 200)).as("bit %d", bit).isEqualTo(sample);
                } catch (DataFormatException refused) {
                    assertThat(refused).as("bit %d", bit).isNotNull();
                }
            }
            assertThat(Arrays.copyOfRange(out, 200, 300)).containsOnly(-1);
        }
    }
}
