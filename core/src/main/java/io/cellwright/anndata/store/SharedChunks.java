package io.cellwright.anndata.store;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

import org.jspecify.annotations.Nullable;

/// Decoded chunks in which one run of elements ends and another begins. Who reads neighbouring runs one after the
/// other would decode each of them twice. The last few are kept, none of them large. For any number of threads.
final class SharedChunks {
    private static final int MOST_BYTES = 1 << 22;
    private static final int MOST_OF_ONE = 1 << 20;

    private final SequencedMap<Integer, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final int length;

    /// @param length bytes of a chunk
    SharedChunks(long length) {
        this.length = length > MOST_OF_ONE ? 0 : (int) length;
    }

    /// The bytes of a chunk, which nobody may change; null if they are not kept.
    synchronized byte @Nullable [] get(int number) {
        return kept.get(number);
    }

    /// Keeps a copy of a chunk, at the front of `bytes`.
    void put(int number, byte[] bytes) {
        if (length == 0) {
            return;
        }
        byte[] copy = Arrays.copyOf(bytes, length);
        synchronized (this) {
            if ((kept.size() + 1) * (long) length > MOST_BYTES) {
                kept.pollFirstEntry();
            }
            kept.put(number, copy);
        }
    }
}
