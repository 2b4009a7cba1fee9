package io.cellwright.anndata.codec;

import java.util.zip.DataFormatException;

/// BloscLZ, which Blosc took from FastLZ: runs of up to 32 literals, and matches up to 73,725 bytes back.
final class BloscLz {
    private static final int LITERALS = 32;
    private static final int LONG_LENGTH = 6;
    private static final int NEAR = 8191;

    private final byte[] in;
    private final int end;
    private int at;

    private BloscLz(byte[] in, int from, int length) {
        this.in = in;
        this.at = from;
        this.end = from + length;
    }

    /// Decodes `length` bytes of `in` from `from` on into `size` bytes of `out` at `at`.
    ///
    /// @throws DataFormatException if they are no stream of exactly that size
    static void decode(byte[] in, int from, int length, byte[] out, int at, int size) throws DataFormatException {
        Malformed.requireSize(new BloscLz(in, from, length).decode(out, at, at + size) - at, size);
    }

    private int next() throws DataFormatException {
        if (at >= end) {
            throw new DataFormatException("it is cut off");
        }
        return in[at++] & 0xff;
    }

    private int decode(byte[] out, int first, int last) throws DataFormatException {
        int to = first;
        // The stream begins with literals, whatever the upper bits say.
        int control = next() & (LITERALS - 1);
        while (true) {
            if (control < LITERALS) {
                int count = control + 1;
                if (count > last - to || count > end - at) {
                    throw new DataFormatException("it has more literals than there is room for");
                }
                System.arraycopy(in, at, out, to, count);
                at += count;
                to += count;
            } else {
                to = match(control, out, first, to, last);
            }
            if (at >= end) {
                return to;
            }
            control = next();
        }
    }

    private int match(int control, byte[] out, int first, int to, int last) throws DataFormatException {
        int length = (control >> 5) - 1;
        int high = (control & 31) << 8;
        if (length == LONG_LENGTH) {
            int more;
            do {
                more = next();
                length += more;
            } while (more == 255 && length <= last - to);
        }
        length += 3;
        int low = next();
        int back = high + low + 1;
        if (low == 255 && high == 31 << 8) {
            back = (next() << 8) + next() + NEAR + 1;
        }
        if (length > last - to || back > to - first) {
            throw new DataFormatException("it refers to bytes that are not there");
        }
        for (int i = 0; i < length; i++) {
            out[to + i] = out[to + i - back];
        }
        return to + length;
    }
}
