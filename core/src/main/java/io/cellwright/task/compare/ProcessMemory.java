package io.cellwright.task.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// Resident memory of this process, of which numbers off the heap are the larger part. Linux tells it, and forgets its
/// peak where asked to; other systems do not.
///
/// The heap is the process's own too: what was left over by an earlier run counts until the collector has taken it, so
/// it is asked to before a run.
final class ProcessMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path FORGET = Path.of("/proc/self/clear_refs");
    private static final String PEAK_ONLY = "5";
    private static final long KIB = 1024;

    private ProcessMemory() {}

    /// Forgets the peak, and answers what is in use now.
    static OptionalLong begin() {
        System.gc();
        try {
            Files.writeString(FORGET, PEAK_ONLY);
        } catch (IOException notHere) {
            // Without that the peak would be one of an earlier run: better none.
            return OptionalLong.empty();
        }
        return read("VmRSS:");
    }

    /// The most since [#begin].
    static OptionalLong peak() {
        return read("VmHWM:");
    }

    private static OptionalLong read(String name) {
        try {
            return Files.readAllLines(STATUS).stream().filter(line -> line.startsWith(name))
                    .mapToLong(line -> KIB * Long.parseLong(line.replaceAll("\\D", ""))).findFirst();
        } catch (IOException notHere) {
            return OptionalLong.empty();
        }
    }
}
