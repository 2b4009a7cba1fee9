package io.cellwright.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.google.gson.JsonObject;
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
import io.cellwright.tensor.Counts.Likelihood;
import io.cellwright.tensor.Device;
import io.cellwright.train.Callback;
import io.cellwright.train.StopReason;
import io.cellwright.train.TrainEvent;
import io.cellwright.train.TrainResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Measures a whole job in memory: from counts to a trained model and the embedding of all cells; and what checkpoints
/// of such a run cost, some of which it keeps. The time of training is without them.
@Command(
        name = "train",
        header = "Time of a whole scVI job in memory, on made data.",
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
        if (epochs < 1 || cells < 2 || genes < 1) {
            throw new IllegalArgumentException("--epochs and --genes must be at least 1 and --cells at least 2 but were "
                    + epochs + ", " + genes + " and " + cells);
        }
        Device device = session.device().apply(TrainingOptions.threads(threads));
        BenchCase what = new BenchCase(Kind.SCVI, Likelihood.ZINB);
        CellTable table = BenchCase.cells(cells, genes);
        write(table);
        long start = System.nanoTime();
        Registry registry = what.registry(table);
        CellData data = registry.encode(table);
        CellModel model = what.model(registry, device);
        try (CheckpointCost checkpoints = new CheckpointCost(System::nanoTime)) {
            TrainResult result = train(model, data, what.title(), checkpoints);
            if (result.reason() == StopReason.INTERRUPTED) {
                return ExitStatus.INTERRUPTED.code();
            }
            long trained = System.nanoTime();
            model.embed(data);
            report(device, model, result, checkpoints, new double[] {seconds(start, began),
                    seconds(began, trained) - checkpoints.total(), seconds(trained, System.nanoTime())});
            return ExitStatus.DONE.code();
        }
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

    private void report(Device device, CellModel model, TrainResult result, CheckpointCost checkpoints,
            double[] seconds) {
        double perSecond = result.state().progress().cells() / seconds[1];
        double loss = result.history().last("elbo_train").orElse(Double.NaN);
        String weights = SavedModel.weightsSha256(model);
        Machine machine = Machine.of(device);
        if (json) {
            JsonObject root = new JsonObject();
            root.add("machine", machine.json());
            root.addProperty("threads", device.threads());
            root.addProperty("cells", cells);
            root.addProperty("genes", genes);
            root.addProperty("epochs", epochs);
            root.addProperty("prepare_seconds", seconds[0]);
            root.addProperty("train_seconds", seconds[1]);
            root.addProperty("embed_seconds", seconds[2]);
            root.addProperty("cells_per_second", perSecond);
            checkpoints.addTo(root);
            root.add("elbo_train", Json.number(loss));
            root.addProperty("weights_sha256", weights);
            Json.print(session.screen().out(), root);
            return;
        }
        session.screen().out().println(machine);
        session.screen().out().println("scvi zinb, " + Numbers.count(cells, "cell") + " x "
                + Numbers.count(genes, "gene") + ", " + Numbers.count(epochs, "epoch") + ", "
                + Numbers.count(device.threads(), "thread") + ": prepared in "
                + Numbers.duration(seconds[0]) + ", trained in " + Numbers.duration(seconds[1]) + " ("
                + Numbers.count(Math.round(perSecond)) + " cells/s), embedded in " + Numbers.duration(seconds[2]));
        session.screen().out().println(checkpoints);
        session.screen().out().println("elbo_train " + Numbers.significant(loss, 8) + ", weights "
                + weights.substring(0, 16));
    }
}
