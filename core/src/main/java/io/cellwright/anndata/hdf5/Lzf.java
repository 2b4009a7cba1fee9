package io.cellwright.anndata.hdf5;

/// Decoder of LibLZF, the compression that h5py brings along as `lzf`.
///
/// A control byte below 32 is followed by that many literal bytes plus one. Any other holds a length (three upper bits,
/// plus one byte where all are set) and, with the byte after, how far back to copy from.
final class Lzf {
    private Lzf() {}

    /// Decodes `length` bytes of `in` into `out`.
    ///
    /// @return number of bytes written
    /// @throws IndexOutOfBoundsException if the input is no LZF stream or does not fit
    static int decode(byte[] in, int length, byte[] out) {
        int i = 0;
        int o = 0;
        while (i < length) {
            int control = in[i++] & 0xff;
            if (control < 32) {
                int run = control + 1;
                require(run <= length - i && run <= out.length - o);
                System.arraycopy(in, i, out, o, run);
                i += run;
                o += run;
            } else {
                int run = control >> 5;
                require(i < length - (run == 7 ? 1 : 0));
                run += run == 7 ? in[i++] & 0xff : 0;
                int from = o - ((control & 31) << 8) - 1 - (in[i++] & 0xff);
                run += 2;
                require(from >= 0 && run <= out.length - o);
                copy(out, from, o, run);
                o += run;
            }
        }
        return o;
    }

    /// Copies forward; where the ranges overlap, what was just written is read again.
    private static void copy(byte[] out, int from, int to, int run) {
        if (from + run <= to) {
            System.arraycopy(out, from, out, to, run);
            return;
        }
        for (int j = 0; j < run; j++) {
            out[to + j] = out[from + j];
        }
    }

    private static void require(boolean fits) {
        if (!fits) {
            throw new IndexOutOfBoundsException("the LZF stream does not fit");
        }
    }
}
