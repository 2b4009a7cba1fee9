package io.cellwright.anndata.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;

/// HDF5's Fletcher checksum: over 16-bit words of big-endian bytes, stored little-endian in the last four bytes.
final class Fletcher32 {
    private static final int WORDS_WITHOUT_OVERFLOW = 360;

    private Fletcher32() {}

    static void check(byte[] bytes, int length) throws DataFormatException {
        int body = length - Integer.BYTES;
        if (body < 0) {
            throw new DataFormatException("it has no room for its checksum");
        }
        if (ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(body) != of(bytes, body)) {
            throw new DataFormatException("its checksum is wrong");
        }
    }

    static int of(byte[] bytes, int length) {
        ByteBuffer words16 = ByteBuffer.wrap(bytes);
        int low = 0;
        int high = 0;
        int words = length / 2;
        int at = 0;
        while (words > 0) {
            int run = Math.min(words, WORDS_WITHOUT_OVERFLOW);
            for (int i = 0; i < run; i++, at += 2) {
                low += words16.getShort(at) & 0xffff;
                high += low;
            }
            words -= run;
            low = fold(low);
            high = fold(high);
        }
        if (length % 2 == 1) {
            low = fold(low + ((bytes[length - 1] & 0xff) << 8));
            high = fold(high + low);
        }
        return fold(high) << 16 | fold(low);
    }

    private static int fold(int sum) {
        return (sum & 0xffff) + (sum >>> 16);
    }
}
