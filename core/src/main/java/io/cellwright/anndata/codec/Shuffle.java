package io.cellwright.anndata.codec;

/// The first bytes of all elements, then all second bytes, and so on: what HDF5, numcodecs and Blosc do alike.
public final class Shuffle {
    private Shuffle() {}

    /// Shuffles `length` bytes from `from` on. Bytes that do not make a whole element stand at the end, as they are.
    static byte[] apply(byte[] in, int from, int length, int elementSize) {
        byte[] out = new byte[length];
        int elements = length / elementSize;
        for (int part = 0; part < elementSize; part++) {
            int to = part * elements;
            for (int i = 0, at = from + part; i < elements; i++, at += elementSize) {
                out[to + i] = in[at];
            }
        }
        int whole = elements * elementSize;
        System.arraycopy(in, from + whole, out, whole, length - whole);
        return out;
    }

    /// Puts the first `length` bytes of `in` back into order, from `at` on. Bytes that do not make a whole element
    /// stand at the end, as they are.
    public static void undo(byte[] in, int length, int elementSize, byte[] out, int at) {
        int elements = length / elementSize;
        if (elementSize == Integer.BYTES) {
            WordShuffle.undo(in, elements, out, at);
        } else {
            undoParts(in, elements, elementSize, out, at);
        }
        int whole = elements * elementSize;
        System.arraycopy(in, whole, out, at + whole, length - whole);
    }

    private static void undoParts(byte[] in, int elements, int elementSize, byte[] out, int at) {
        for (int part = 0; part < elementSize; part++) {
            int from = part * elements;
            for (int i = 0, o = at + part; i < elements; i++, o += elementSize) {
                out[o] = in[from + i];
            }
        }
    }

    /// The first bits of all elements, then all second bits, and so on: as Blosc does it, which leaves a block alone
    /// whose number of elements is not divisible by eight.
    static void undoBits(byte[] in, int length, int elementSize, byte[] out, int at) {
        int elements = length / elementSize;
        if (elements % Byte.SIZE != 0) {
            System.arraycopy(in, 0, out, at, length);
            return;
        }
        int row = elements / Byte.SIZE;
        for (int part = 0; part < elementSize; part++) {
            int from = part * elements;
            for (int i = 0; i < row; i++) {
                long bits = 0;
                for (int bit = Byte.SIZE - 1; bit >= 0; bit--) {
                    bits = (bits << Byte.SIZE) | (in[from + bit * row + i] & 0xff);
                }
                bits = transposed(bits);
                int to = at + i * Byte.SIZE * elementSize + part;
                for (int e = 0; e < Byte.SIZE; e++) {
                    out[to + e * elementSize] = (byte) (bits >>> (Byte.SIZE * e));
                }
            }
        }
        int whole = elements * elementSize;
        System.arraycopy(in, whole, out, at + whole, length - whole);
    }

    /// Rows and columns of 8 x 8 bits exchanged. Source: Warren, Hacker's Delight, 7-3.
    private static long transposed(long bits) {
        long x = bits;
        long t = (x ^ (x >>> 7)) & 0x00aa00aa00aa00aaL;
        x ^= t ^ (t << 7);
        t = (x ^ (x >>> 14)) & 0x0000cccc0000ccccL;
        x ^= t ^ (t << 14);
        t = (x ^ (x >>> 28)) & 0x00000000f0f0f0f0L;
        return x ^ t ^ (t << 28);
    }
}
