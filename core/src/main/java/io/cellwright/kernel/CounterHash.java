package io.cellwright.kernel;

/// Random bits without a state: the bits of element `i` are a hash of (`key`, `i`), whoever asks and in whatever order.
///
/// The low 32 bits of `i` go through two rounds of a 32-bit mix, each entered with its own half of a 64-bit seed. The
/// seed comes from the key and the high bits of `i`, so it is one number for 2^32 neighbours and vector lanes need
/// 32-bit integers only. Two halves, because with one, two keys would give the same sequence in another order.
///
/// Source of the mix: C. Wellons, hash-prospector (`lowbias32`); of the seed: G. Steele and others, SplitMix64.
final class CounterHash {
    /// First multiplier of a round.
    static final int MULTIPLIER_1 = 0x7feb352d;
    /// Second multiplier of a round.
    static final int MULTIPLIER_2 = 0x846ca68b;
    /// Neighbours differ in all bits before the first round.
    static final int STRIDE = 0x9e3779b9;
    /// Fractions are multiples of `1 / FRACTIONS`.
    static final int FRACTIONS = 1 << 24;

    private CounterHash() {}

    /// The seed of all elements whose index has the high half `high`: low half for the first round, high half for the
    /// second.
    static long seed(long key, int high) {
        return mix64(mix64(key + 0x9e3779b97f4a7c15L) + high * 0xd1342543de82ef95L);
    }

    /// 32 bits for the element with index `low` under `seed`.
    static int bits(long seed, int low) {
        return mix32(mix32(low * STRIDE + (int) seed) ^ (int) (seed >>> 32));
    }

    /// 24 bits for element `index`, at most `FRACTIONS - 1`.
    static int fraction(long key, long index) {
        return bits(seed(key, (int) (index >>> 32)), (int) index) >>> 8;
    }

    /// Element `i` is dropped with probability `p` iff `fraction(key, i)` is below this.
    static int dropThreshold(double p) {
        return (int) Math.ceil(p * FRACTIONS);
    }

    private static int mix32(int x) {
        int y = (x ^ (x >>> 16)) * MULTIPLIER_1;
        y = (y ^ (y >>> 15)) * MULTIPLIER_2;
        return y ^ (y >>> 16);
    }

    private static long mix64(long x) {
        long y = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
        y = (y ^ (y >>> 27)) * 0x94d049bb133111ebL;
        return y ^ (y >>> 31);
    }
}
