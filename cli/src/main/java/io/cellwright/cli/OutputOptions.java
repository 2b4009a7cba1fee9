package io.cellwright.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.cellwright.data.DataException;
import picocli.CommandLine.Option;

/// Where the result goes.
final class OutputOptions {
    private static final List<String> OTHER_MAKES = List.of(".zarr", ".zip", ".loom", ".mtx", ".csv", ".tsv", ".tab",
            ".txt", ".gz", ".rds", ".h5mu");

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

    /// The place to write to, checked; to be closed when it is written.
    OutputFile file(Path input) {
        OutputFile file = OutputFile.of(input, output, inPlace);
        output.ifPresent(OutputOptions::requireNoOtherMake);
        return file;
    }

    /// A name that means a file of another make is a mistake: what is written is an `.h5ad` file.
    private static void requireNoOtherMake(Path out) {
        String name = String.valueOf(out.getFileName()).toLowerCase(Locale.ROOT);
        OTHER_MAKES.stream().filter(name::endsWith).findFirst().ifPresent(ending -> {
            throw new DataException(out, "", "ends in " + ending + ", but results are written as .h5ad files",
                    "Give a name that ends in .h5ad");
        });
    }
}
