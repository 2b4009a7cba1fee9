package io.cellwright.data;

import java.util.Locale;
import java.util.function.LongFunction;

/// How much memory decoded rows may take of counts that stay in a file.
///
/// @param bytes at a time, 0 or more
/// @param remedy what the user can do who needs more, for the bytes that would do; without a full stop
public record Room(long bytes, LongFunction<String> remedy) {
    /// As much as there is.
    public static final Room ENDLESS = of(Long.MAX_VALUE);

    /// Checks the size.
    public Room {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must be 0 or more but was " + bytes);
        }
    }

    /// Room that the code which gives it can enlarge.
    public static Room of(long bytes) {
        return new Room(bytes, Room::allow);
    }

    private static String allow(long bytes) {
        return String.format(Locale.ROOT, "Allow a room of %,d bytes", bytes);
    }
}
