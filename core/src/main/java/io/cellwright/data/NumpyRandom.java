package io.cellwright.data;

/// numpy's legacy generator, `numpy.random.RandomState`: the Mersenne Twister MT19937, so that splits are the ones that
/// scvi-tools makes from the same seed.
public final class NumpyRandom {
    private static final int N = 624;
    private static final int M = 397;

    private final int[] state = new int[N];
    private int next = N;

    /// A generator as `RandomState(seed)`, with 0 <= seed < 2^32.
    public NumpyRandom(long seed) {
        if (seed < 0 || seed > 0xffffffffL) {
            throw new IllegalArgumentException("seed must be in [0, 2^32) but was " + seed);
        }
        state[0] = (int) seed;
        for (int i = 1; i < N; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
    }

    /// `permutation(n)`.
    public int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        for (int i = n - 1; i > 0; i--) {
            int j = interval(i);
            int held = order[i];
            order[i] = order[j];
            order[j] = held;
        }
        return order;
    }

    /// `choice(from, count, replace=False)`.
    public int[] choice(int[] from, int count) {
        int[] order = permutation(from.length);
        int[] chosen = new int[count];
        for (int i = 0; i < count; i++) {
            chosen[i] = from[order[i]];
        }
        return chosen;
    }

    /// Uniform in [0, max], by rejection below the next power of two.
    private int interval(int max) {
        int mask = max == 0 ? 0 : -1 >>> Integer.numberOfLeadingZeros(max);
        int value;
        do {
            value = nextInt() & mask;
        } while (value > max);
        return value;
    }

    private int nextInt() {
        if (next == N) {
            twist();
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }

    private void twist() {
        for (int k = 0; k < N; k++) {
            int y = (state[k] & 0x80000000) | (state[(k + 1) % N] & 0x7fffffff);
            state[k] = state[(k + M) % N] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
        }
        next = 0;
    }
}
