package io.cellwright.anndata.codec;

/// The first bytes of all elements, then all second bytes, and so on: what HDF5, numcodecs and Blosc do alike.
public final class Shuffle {
    private Shuffle() {}

    /// Puts the first `length` bytes of `in` back into order, from `at` on. Bytes that do not make a whole element
    /// stand at the end, as they are.
    public static void undo(byte[] in, int length, int elementSize, byte[] out, int at) {
        int elements = length / elementSize;
        for (int part = 0; part < elementSize; part++) {
            int from = part * elements;
            for (int i = 0, o = at + part; i < elements; i++, o += elementSize) {
                out[o] = in[from + i];
            }
        }
        int whole = elements * elementSize;
        System.arraycopy(in, whole, out, at + whole, length - whole);
    }
}
