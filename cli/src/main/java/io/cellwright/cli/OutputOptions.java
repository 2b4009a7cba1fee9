package io.cellwright.cli;

import java.nio.file.Path;
import java.util.Optional;

import picocli.CommandLine.Option;

/// Where the result goes.
final class OutputOptions {
    @Option(names = {"-o", "--output"}, paramLabel = "OUT.h5ad",
            description = "Write a copy of FILE, as an .h5ad file, with the results added.")
    private Optional<Path> output = Optional.empty();

    @Option(names = "--in-place", description = "Add the results to FILE itself, an .h5ad file.")
    private boolean inPlace;

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    boolean json() {
        return json;
    }

    /// The place to write to, checked.
    OutputFile file(Path input) {
        return OutputFile.of(input, output, inPlace);
    }
}
