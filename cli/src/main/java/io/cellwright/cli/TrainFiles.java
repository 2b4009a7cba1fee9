package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// From where and to where a model is trained.
final class TrainFiles {
    @Parameters(paramLabel = "FILE", description = CountFile.DESCRIPTION)
    private Path file = Path.of("");

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(names = "--save", paramLabel = "DIR", description = "Save the model, for 'cellwright apply'.")
    private Optional<Path> save = Optional.empty();

    @Option(names = "--report", paramLabel = "FILE.html", description = ReportFiles.DESCRIPTION)
    private Optional<Path> report = Optional.empty();

    @Option(names = "--config", paramLabel = "FILE.yaml",
            description = "Options as 'name: value' lines; what the command line says wins.")
    private Optional<Path> config = Optional.empty();

    /// Takes the options of `--config`, where it is given.
    void takeConfig(CommandSpec command) throws IOException {
        if (config.isPresent()) {
            ConfigFile.read(config.get(), command).applyTo(command);
        }
    }

    Path file() {
        return file;
    }

    OutputOptions output() {
        return output;
    }

    Optional<Path> save() {
        return save;
    }

    Optional<Path> report() {
        return report;
    }
}
