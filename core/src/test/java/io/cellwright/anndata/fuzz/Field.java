package io.cellwright.anndata.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/// A place in a file at which a reader finds out what to do next.
///
/// @param at its first byte
/// @param size its bytes: 1, 2, 4 or 8, little-endian
/// @param kind what stands there
record Field(int at, int size, Kind kind) {
    /// What stands at a place, which decides what is put there.
    enum Kind {
        /// A length, a number of things, a size.
        COUNT,
        /// Where something else is.
        ADDRESS,
        /// A version, a type, flags, the number of a filter.
        CODE
    }

    private static final long[] COUNTS = {0, 1, 2, 3, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fffffffL,
        0x80000000L, 0xffffffffL, 1L << 32, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE, -1, 1_000_000,
        16_777_217, 100_000_000};
    private static final long[] CODES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 15, 16, 17, 0x20, 0x40, 0x80, 0xff, 305,
        32000, 32001, 32015};

    /// What stands there.
    long get(byte[] bytes) {
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return switch (size) {
            case 1 -> b.get(at) & 0xff;
            case 2 -> b.getShort(at) & 0xffff;
            case 4 -> b.getInt(at) & 0xffffffffL;
            default -> b.getLong(at);
        };
    }

    void put(byte[] bytes, long value) {
        ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        switch (size) {
            case 1 -> b.put(at, (byte) value);
            case 2 -> b.putShort(at, (short) value);
            case 4 -> b.putInt(at, (int) value);
            default -> b.putLong(at, value);
        }
    }

    boolean isIn(byte[] bytes) {
        return at >= 0 && at + size <= bytes.length;
    }

    /// Puts something there that a reader may stumble over.
    ///
    /// @param places addresses at which something stands
    void spoil(byte[] bytes, long[] places, Random random) {
        long now = get(bytes);
        long[] some = switch (kind) {
            case COUNT -> COUNTS;
            case CODE -> CODES;
            case ADDRESS -> places;
        };
        put(bytes, switch (random.nextInt(8)) {
            case 0 -> now + 1;
            case 1 -> now - 1;
            case 2 -> now ^ (1L << random.nextInt(8 * size));
            case 3 -> kind == Kind.ADDRESS ? bytes.length - random.nextInt(40) : now * 2;
            case 4 -> kind == Kind.ADDRESS ? now + random.nextInt(-64, 65) : random.nextLong();
            default -> some.length == 0 ? random.nextLong() : some[random.nextInt(some.length)];
        });
    }
}
