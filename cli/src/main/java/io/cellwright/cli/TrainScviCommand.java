package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.cellwright.task.ModelSpec.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Trains scVI.
@Command(
        name = "scvi",
        header = "scVI: an embedding of the cells, corrected for batches.",
        description = "Writes obsm/X_scVI and uns/cellwright.",
        abbreviateSynopsis = true,
        sortOptions = false)
final class TrainScviCommand implements Callable<Integer> {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

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

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private MemoryOption memory = new MemoryOption();

    @Mixin
    private NetworkOptions network = new NetworkOptions();

    @Mixin
    private TrainingOptions training = new TrainingOptions();

    @Mixin
    private CheckpointOptions checkpoints = new CheckpointOptions();

    @Mixin
    private HistoryOptions history = new HistoryOptions();

    @Mixin
    private RateTestOptions rateTest = new RateTestOptions();

    TrainScviCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (config.isPresent()) {
            ConfigFile.read(config.get(), spec).applyTo(spec);
        }
        return new TrainJob(session, spec, new TrainJob.Request(Kind.SCVI, file, output, save, checkpoints, data, memory,
                network, training, history, rateTest, ScanviOptions.NONE, Optional.empty(), report)).run().code();
    }
}
