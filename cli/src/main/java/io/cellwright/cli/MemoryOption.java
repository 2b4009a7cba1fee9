package io.cellwright.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import picocli.CommandLine.Option;

/// How much memory the process may take.
final class MemoryOption {
    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,6})([kmgt])", Pattern.CASE_INSENSITIVE);

    @Option(names = "--memory", paramLabel = "SIZE",
            description = "The most memory that the whole process takes, such as 2g or 600m. Counts that do not fit "
                    + "stay in the file and are read block by block: docs/large-files.md. Default: all counts are "
                    + "in memory.")
    private Optional<String> size = Optional.empty();

    /// Of a command that keeps all counts in memory.
    static final class InMemory {
        @Option(names = "--memory", paramLabel = "SIZE",
                description = "The most memory that the whole process takes, such as 2g or 600m. All counts are kept "
                        + "in memory: a file for which that is too little is refused before they are read. Default: half "
                        + "of the machine's for Java.")
        private Optional<String> size = Optional.empty();

        /// What was allowed, if anything was said.
        ///
        /// @throws IllegalArgumentException if it is no size
        Optional<MemoryBudget> budget() {
            return size.map(MemoryOption::parse);
        }
    }

    /// Of a command that reads no counts but an embedding.
    static final class OfEmbedding {
        @Option(names = "--memory", paramLabel = "SIZE",
                description = "The most memory that the whole process takes, such as 2g or 600m. An embedding for "
                        + "which that is too little is refused before it is read. Default: half of the machine's for Java.")
        private Optional<String> size = Optional.empty();

        /// What was allowed, if anything was said.
        ///
        /// @throws IllegalArgumentException if it is no size
        Optional<MemoryBudget> budget() {
            return size.map(MemoryOption::parse);
        }
    }

    /// What was allowed, if anything was said.
    ///
    /// @throws IllegalArgumentException if it is no size
    Optional<MemoryBudget> budget() {
        return size.map(MemoryOption::parse);
    }

    private static MemoryBudget parse(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new IllegalArgumentException("--memory must be a number and k, m, g or t, such as 600m or 2g, but "
                    + "was " + text);
        }
        int shift = switch (size.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 40;
        };
        return new MemoryBudget(text, Long.parseLong(size.group(1)) << shift);
    }
}
