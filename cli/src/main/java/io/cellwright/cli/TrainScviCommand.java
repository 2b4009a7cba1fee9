package io.cellwright.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.cellwright.task.ModelSpec.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

    @Mixin
    private TrainFiles files = new TrainFiles();

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
        files.takeConfig(spec);
        return new TrainJob(session, spec, new TrainJob.Request(Kind.SCVI, files, checkpoints, data, memory,
                network, training, history, rateTest, ScanviOptions.NONE, Optional.empty())).run().code();
    }
}
