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

    @Mixin
    private TrainFiles files = new TrainFiles();

    @Option(names = "--from", paramLabel = "DIR",
            description = "Start from the scVI model that 'train scvi --save' wrote: with its genes, columns, network and "
                    + "weights.")
    private Optional<Path> from = Optional.empty();

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
        files.takeConfig(spec);
        if (data.setup().labelsKey().isEmpty()) {
            throw new IllegalArgumentException("nothing says where the cell types are: give --labels-key COLUMN, "
                    + "or embed without labels with 'train scvi'");
        }
        return new TrainJob(session, spec, new TrainJob.Request(Kind.SCANVI, files, checkpoints, data,
                memory, network, training, history, rateTest, scanvi, from)).run().code();
    }
}
