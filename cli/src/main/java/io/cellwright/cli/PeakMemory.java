package io.cellwright.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The most memory that this process has had at any time: its heap with what nobody needs any more, what lies outside of
/// it, compiled code, and Java itself.
final class PeakMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s*(\\d+) kB");

    private PeakMemory() {}

    /// In bytes; nothing where the system does not tell, which only Linux does.
    static OptionalLong bytes() {
        if (!Files.isReadable(STATUS)) {
            return OptionalLong.empty();
        }
        try {
            Matcher peak = PEAK.matcher(Files.readString(STATUS));
            return peak.find() ? OptionalLong.of(Long.parseLong(peak.group(1)) << 10) : OptionalLong.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(STATUS + ": cannot be read", e);
        }
    }
}
