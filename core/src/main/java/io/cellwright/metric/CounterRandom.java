package io.cellwright.metric;

/// Random numbers as a function of (seed, stream, draw): no state, so the order of work cannot change them.
///
/// @param seed chosen by the user
record CounterRandom(long seed) {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /// Uniform in 0 (included) to 1 (left out).
    double uniform(long stream, long draw) {
        return (mix(mix(mix(seed + GOLDEN) + stream * GOLDEN) + (draw + 1) * GOLDEN) >>> 11) * 0x1p-53;
    }

    /// Finalizer of SplitMix64 (Steele, Lea and Flood 2014), variant 13 of Stafford.
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }
}
