package io.cellwright.data;

import java.util.Locale;
import java.util.function.LongFunction;

/// How much memory decoded rows may take of counts that stay in a file.
///
/// @param bytes at a time
/// @param more what there is to do for so many bytes, where these are too few: the beginning of a sentence
public record Room(long bytes, LongFunction<String> more) {
    /// As much as there is.
    public static final Room ENDLESS = of(Long.MAX_VALUE);

    /// Room of which who asks for more is told how many bytes would do.
    public static Room of(long bytes) {
        return new Room(bytes, wanted -> String.format(Locale.ROOT, "Give it room of %,d bytes", wanted));
    }
}
