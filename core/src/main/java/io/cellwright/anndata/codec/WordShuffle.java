package io.cellwright.anndata.codec;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

/// Undoes the shuffle of elements of four bytes, which counts and their places have. The compiler makes no vectors of loops
/// from bytes to words. So bytes go into numbers four at a time, and are moved apart there, in loops that it does make
/// vectors of: twice to three times as fast. Where two of the four bytes are 0 in all elements of a piece, as they are in
/// small counts and in places below 65,536, they are left out.
final class WordShuffle {
    /// Elements of a piece: what it takes is in the cache next to the core.
    static final int PIECE = 1 << 11;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final boolean IS_LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    private static final long BYTES_OF_PAIRS = 0x00ff_00ff_00ff_00ffL;
    private static final long PAIRS_OF_WORDS = 0x0000_ffff_0000_ffffL;
    private static final long WORD_BITS = 0xffff_ffffL;

    private static final byte[] ZEROS = new byte[PIECE];

    private final byte[] in;
    private final MemorySegment stored;
    private final MemorySegment into;
    private final int n;
    private final int[] first = new int[PIECE / 4];
    private final int[] second = new int[PIECE / 4];
    private final long[] pairs = new long[PIECE / 4];
    private final int[] low = new int[PIECE / 2];
    private final int[] high = new int[PIECE / 2];
    private final long[] words = new long[PIECE / 2];

    private WordShuffle(byte[] in, int n, byte[] out) {
        this.in = in;
        this.stored = MemorySegment.ofArray(in);
        this.into = MemorySegment.ofArray(out);
        this.n = n;
    }

    /// Puts `n` elements of `in` into order, from `at` of `out` on.
    static void undo(byte[] in, int n, byte[] out, int at) {
        if (n < PIECE || !IS_LITTLE) {
            undoPlain(in, n, out, at);
            return;
        }
        WordShuffle pieces = new WordShuffle(in, n, out);
        for (int done = 0; done < n; done += PIECE) {
            // The last piece is whole too: it does some elements again.
            int from = Math.min(done, n - PIECE);
            pieces.piece(from, at + (long) Integer.BYTES * from);
        }
    }

    private static void undoPlain(byte[] in, int n, byte[] out, int at) {
        for (int i = 0; i < n; i++) {
            int word = (in[i] & 0xff) | (in[n + i] & 0xff) << 8 | (in[2 * n + i] & 0xff) << 16 | in[3 * n + i] << 24;
            WORD.set(out, at + Integer.BYTES * i, word);
        }
    }

    private void piece(int from, long to) {
        boolean hasLow = joinBytes(from, low);
        boolean hasHigh = joinBytes(2 * n + from, high);
        if (!hasHigh) {
            spreadLow(low, words);
        } else if (!hasLow) {
            spreadHigh(high, words);
        } else {
            join(low, high, words);
        }
        MemorySegment.copy(words, 0, into, JAVA_LONG_UNALIGNED, to, words.length);
    }

    /// The bytes at `from` and after, each with that of the same element, `n` bytes farther.
    ///
    /// @return whether one of them is not 0
    private boolean joinBytes(int from, int[] joined) {
        if (areZero(from) && areZero(from + n)) {
            Arrays.fill(joined, 0);
            return false;
        }
        MemorySegment.copy(stored, JAVA_INT_UNALIGNED, from, first, 0, first.length);
        MemorySegment.copy(stored, JAVA_INT_UNALIGNED, from + n, second, 0, second.length);
        interleave(first, second, pairs);
        MemorySegment.copy(MemorySegment.ofArray(pairs), JAVA_INT_UNALIGNED, 0, joined, 0, joined.length);
        return true;
    }

    private boolean areZero(int from) {
        return in[from] == 0 && Arrays.equals(in, from, from + PIECE, ZEROS, 0, PIECE);
    }

    /// Four bytes of either become four pairs.
    private static void interleave(int[] a, int[] b, long[] pairs) {
        for (int i = 0; i < pairs.length; i++) {
            long x = a[i] & WORD_BITS;
            long y = b[i] & WORD_BITS;
            x = (x | x << 16) & PAIRS_OF_WORDS;
            y = (y | y << 16) & PAIRS_OF_WORDS;
            x = (x | x << 8) & BYTES_OF_PAIRS;
            y = (y | y << 8) & BYTES_OF_PAIRS;
            pairs[i] = x | y << 8;
        }
    }

    /// Two pairs of either become two words.
    private static void join(int[] low, int[] high, long[] words) {
        for (int i = 0; i < words.length; i++) {
            long x = low[i] & WORD_BITS;
            long y = high[i] & WORD_BITS;
            x = (x | x << 16) & PAIRS_OF_WORDS;
            y = (y | y << 16) & PAIRS_OF_WORDS;
            words[i] = x | y << 16;
        }
    }

    private static void spreadLow(int[] low, long[] words) {
        for (int i = 0; i < words.length; i++) {
            long x = low[i] & WORD_BITS;
            words[i] = (x | x << 16) & PAIRS_OF_WORDS;
        }
    }

    private static void spreadHigh(int[] high, long[] words) {
        for (int i = 0; i < words.length; i++) {
            long y = high[i] & WORD_BITS;
            words[i] = (y << 16 | y << 32) & ~PAIRS_OF_WORDS;
        }
    }
}
