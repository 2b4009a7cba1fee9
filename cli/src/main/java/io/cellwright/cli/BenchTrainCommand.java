package io.cellwright.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.H5adWriter;
import io.cellwright.data.CellData;
import io.cellwright.data.CellTable;
import io.cellwright.task.CellModel;
import io.cellwright.task.ModelSpec.Kind;
import io.cellwright.task.Registry;
import io.cellwright.task.SavedModel;
import io.cellwright.task.TrainOptions;
import io.cellwright.task.Training;
import io.cellwright.task.WarmUp;
import io.cellwright.tensor.Counts.Likelihood;
import io.cellwright.tensor.Device;
import io.cellwright.train.Callback;
import io.cellwright.train.StopReason;
import io.cellwright.train.TrainEvent;
import io.cellwright.train.TrainResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Measures a whole job in memory: from counts to a trained model and the embedding of all cells; and what checkpoints
/// of such a run cost, some of which it keeps. The time of training is without them, and with the warm-up that `train`
/// does too.
@Command(
        name = "train",
        header = "Time of a whole scVI job in memory, on made data.",
        description = "The seconds of training are those from the first minibatch to the last, compilation included, and "
                + "those of the warm-up before, where the job is long enough to have one.",
        sortOptions = false)
final class BenchTrainCommand implements Callable<Integer> {
    private static final int CHECKPOINTS = 10;

    private final Session session;
    private long began;

    @Option(names = "--threads", paramLabel = "N", description = "Default: one a core, at most 16.")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--epochs", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int epochs = 10;

    @Option(names = "--cells", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int cells = 20_000;

    @Option(names = "--genes", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.")
    private int genes = 2_000;

    @Option(names = "--labels", paramLabel = "N", description = "Cell types of the made cells. Default: ${DEFAULT-VALUE}.")
    private int labels = BenchCase.LABELS;

    @Option(names = "--gene-likelihood", paramLabel = "WORD", converter = Choice.OfLikelihood.class,
            description = "'nb', 'zinb' or 'poisson'. Default: zinb.")
    private Likelihood likelihood = Likelihood.ZINB;

    @Option(names = "--data", paramLabel = "FILE",
            description = "Also write the made cells to this .h5ad file, so that another tool can train on them.")
    private Optional<Path> written = Optional.empty();

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    BenchTrainCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        int most = TrainingOptions.threads(threads);
        Optional<JobResult> found = measure(most);
        found.ifPresent(result -> result.print(session.screen().out(), Machine.of(session.device().apply(most)), json));
        return (found.isPresent() ? ExitStatus.DONE : ExitStatus.INTERRUPTED).code();
    }

    /// Trains with so many threads; nothing where somebody stopped it.
    Optional<JobResult> measure(int most) {
        if (epochs < 1 || cells < 2 || genes < 1) {
            throw new IllegalArgumentException("--epochs and --genes must be at least 1 and --cells at least 2 but were "
                    + epochs + ", " + genes + " and " + cells);
        }
        Device device = session.device().apply(most);
        StepSizes sizes = new StepSizes(cells, genes, labels, Math.min(cells, BenchCase.BATCH), BenchCase.HIDDEN,
                1);
        BenchCase what = new BenchCase(Kind.SCVI, likelihood, sizes);
        CellTable table = sizes.make();
        write(table);
        long start = System.nanoTime();
        Registry registry = what.registry(table);
        CellData data = registry.encode(table);
        CellModel model = what.model(registry, device);
        double warming = warmUp(what);
        try (CheckpointCost checkpoints = new CheckpointCost(System::nanoTime)) {
            TrainResult result = train(model, data, what.title(), checkpoints);
            if (result.reason() == StopReason.INTERRUPTED) {
                return Optional.empty();
            }
            long trained = System.nanoTime();
            model.embed(data);
            double embedding = seconds(trained, System.nanoTime());
            double training = warming + seconds(began, trained) - checkpoints.total();
            return Optional.of(new JobResult(what.title(), device.threads(), cells, genes, epochs,
                    seconds(start, began) - warming, warming, training, embedding,
                    result.state().progress().cells() / training, checkpoints.summary(),
                    result.history().last("elbo_train").orElse(Double.NaN), SavedModel.weightsSha256(model)));
        }
    }

    /// Warms the virtual machine up where `train` would; seconds that it took.
    private double warmUp(BenchCase what) {
        long before = System.nanoTime();
        if (session.fresh() && WarmUp.pays(cells, epochs)) {
            WarmUp.run(Kind.SCVI, what::spec, session.device().apply(1));
        }
        return seconds(before, System.nanoTime());
    }

    private TrainResult train(CellModel model, CellData data, String title, CheckpointCost checkpoints) {
        TrainOptions options = TrainOptions.of(TrainOptions.Preset.PARITY).withMaxEpochs(epochs);
        long steps = Math.max(1, (long) epochs * cells / options.batchSize() / CHECKPOINTS);
        try (Interruption interruption = Interruption.listen(session.interrupted());
                EpochLines lines = new EpochLines(session.screen(), System::nanoTime, title)) {
            Callback watch = event -> {
                if (event instanceof TrainEvent.Started) {
                    began = System.nanoTime();
                }
                lines.on(event);
            };
            return new Training(options, interruption::requested, watch, Optional.of(checkpoints.every(steps)))
                    .run(model, data);
        }
    }

    private void write(CellTable table) {
        if (written.isPresent()) {
            if (Files.exists(written.get())) {
                throw new IllegalArgumentException(written.get() + " exists already; give --data another name");
            }
            H5adWriter.create(written.get(), table, Annotations.none());
        }
    }

    private static double seconds(long from, long to) {
        return (to - from) / 1e9;
    }
}
