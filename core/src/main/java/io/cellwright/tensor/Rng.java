package io.cellwright.tensor;

/// Random numbers as a function of where they are used: (seed, stream, step, call). There is no state to keep: the same
/// place gives the same numbers, whatever ran before and on how many threads.
///
/// The mixing function is the 64-bit finaliser of MurmurHash3 in Stafford's variant 13, as in SplitMix64.
public final class Rng {
    private Rng() {}

    /// A key for the numbers of one place.
    public static long key(long seed, Stream stream, long step, long call) {
        long h = mix(seed + 0x9e3779b97f4a7c15L);
        h = mix(h ^ stream.number() * 0xbf58476d1ce4e5b9L);
        h = mix(h ^ step * 0x94d049bb133111ebL);
        return mix(h ^ call * 0xd6e8feb86659fd93L);
    }

    /// Number `i` of the place `key`: 64 uniform bits.
    public static long bits(long key, long i) {
        return mix(key + i * 0x9e3779b97f4a7c15L);
    }

    /// Number `i` of the place `key`: uniform in [0, 1), 53 bits.
    public static double uniform(long key, long i) {
        return (bits(key, i) >>> 11) * 0x1.0p-53;
    }

    /// Number `i` of the place `key`: standard normal, by Box and Muller from two uniform numbers.
    public static double normal(long key, long i) {
        double u = (bits(key, 2 * i) >>> 11) * 0x1.0p-53 + 0x1.0p-54;
        double v = uniform(key, 2 * i + 1);
        return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v);
    }

    /// A permutation of 0 … n - 1 (Fisher-Yates).
    public static int[] permutation(long key, int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        shuffle(key, order);
        return order;
    }

    /// Shuffles in place (Fisher-Yates).
    public static void shuffle(long key, int[] order) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = (int) Long.remainderUnsigned(bits(key, i), i + 1L);
            int held = order[i];
            order[i] = order[j];
            order[j] = held;
        }
    }

    private static long mix(long z) {
        long h = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        h = (h ^ (h >>> 27)) * 0x94d049bb133111ebL;
        return h ^ (h >>> 31);
    }
}
