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

/// Trains scANVI.
@Command(
        name = "scanvi",
        header = "scANVI: cell types for all cells from those of some, and an embedding.",
        description = "Writes obsm/X_scANVI, obs/scanvi_label, obs/scanvi_confidence and uns/cellwright. "
                + "Labelled cells get the model's prediction too.",
        abbreviateSynopsis = true,
        sortOptions = false)
final class TrainScanviCommand implements Callable<Integer> {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = CountFile.DESCRIPTION)
    private Path file = Path.of("");

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(names = "--save", paramLabel = "DIR", description = "Save the model, for 'cellwright apply'.")
    private Optional<Path> save = Optional.empty();

    @Option(names = "--from", paramLabel = "DIR",
            description = "Start from the scVI model that 'train scvi --save' wrote: with its genes, columns, network and "
                    + "weights.")
    private Optional<Path> from = Optional.empty();

    @Option(names = "--report", paramLabel = "FILE.html", description = ReportFiles.DESCRIPTION)
    private Optional<Path> report = Optional.empty();

    @Option(names = "--config", paramLabel = "FILE.yaml",
            description = "Options as 'name: value' lines; what the command line says wins.")
    private Optional<Path> config = Optional.empty();

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private ScanviOptions scanvi = new ScanviOptions();

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

    TrainScanviCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (config.isPresent()) {
            ConfigFile.read(config.get(), spec).applyTo(spec);
        }
        if (data.setup().labelsKey().isEmpty()) {
            throw new IllegalArgumentException("nothing says where the cell types are: give --labels-key COLUMN, "
                    + "or embed without labels with 'train scvi'");
        }
        return new TrainJob(session, spec, new TrainJob.Request(Kind.SCANVI, file, output, save, checkpoints, data,
                memory, network, training, history, rateTest, scanvi, from, report)).run().code();
    }
}
