package io.cellwright.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

import io.cellwright.model.Task;
import io.cellwright.plan.PlanConfig;
import io.cellwright.task.Setup;
import io.cellwright.task.network.FitOptions;
import io.cellwright.task.network.NetworkFactory;
import io.cellwright.task.network.NetworkTask;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Trains a bundled network of prepared cells; one command a model.
@Command(abbreviateSynopsis = true, sortOptions = false)
final class TrainNetworkCommand implements Callable<Integer> {
    private final Session session;
    private final String model;
    private final Task usual;

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

    @Option(names = "--task", paramLabel = "NAME",
            description = "What to train it for: reconstruction, representation or classification. Default: what the "
                    + "model is made for.")
    private Optional<String> task = Optional.empty();

    @Option(names = "--layer", paramLabel = "NAME",
            description = "Where the counts are: a layer, or 'raw' for raw/X. Default: X.")
    private Optional<String> layer = Optional.empty();

    @Option(names = "--labels-key", paramLabel = "COLUMN", description = "Column of obs with the cell type.")
    private Optional<String> labelsKey = Optional.empty();

    @Option(names = "--unlabeled-category", paramLabel = "NAME",
            description = "The cell type that means unknown; a missing value means it too. Default: ${DEFAULT-VALUE}.")
    private String unlabeledCategory = Setup.UNKNOWN;

    @Option(names = "--batch-key", paramLabel = "COLUMN", description = "Column of obs with the experimental batch.")
    private Optional<String> batchKey = Optional.empty();

    @Mixin
    private PreparationOptions preparation = new PreparationOptions();

    @Mixin
    private SplitOptions split = new SplitOptions();

    @Mixin
    private LayerOptions layers = new LayerOptions();

    @Option(names = {"--epochs", "--max-epochs"}, paramLabel = "N",
            description = "Most epochs. Default: ${DEFAULT-VALUE}.")
    private int epochs = FitOptions.DEFAULT.epochs();

    @Option(names = "--batch-size", paramLabel = "N", description = "Cells of a minibatch. Default: ${DEFAULT-VALUE}.")
    private int batchSize = FitOptions.DEFAULT.batchSize();

    @Option(names = "--lr", paramLabel = "RATE", description = "Learning rate. Default: ${DEFAULT-VALUE}.")
    private double lr = PlanConfig.ADAM.lr();

    @Option(names = "--lr-schedule", paramLabel = "SCHEDULE",
            description = "How the learning rate moves: 'warmup(512) then cosine(T_max=512)'. 'cellwright schedule' draws "
                    + "it.")
    private Optional<String> lrSchedule = Optional.empty();

    @Option(names = "--early-stopping-patience", paramLabel = "N",
            description = "Epochs without a better validation loss that are borne; 'none' for all. Default: "
                    + "${DEFAULT-VALUE}.")
    private String patience = "10";

    @Option(names = "--checkpoint", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "End with the weights of the best validation loss, or with --no-checkpoint with the last.")
    private boolean checkpoint = true;

    @Mixin
    private HistoryOptions history = new HistoryOptions();

    @Option(names = "--seed", paramLabel = "N", description = "Of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed = FitOptions.DEFAULT.seed();

    @Mixin
    private MemoryOption.InMemory memory = new MemoryOption.InMemory();

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    private TrainNetworkCommand(Session session, String model, Task usual) {
        this.session = session;
        this.model = model;
        this.usual = usual;
    }

    /// The command of a model.
    static CommandLine of(Session session, String model, Task usual, String header, String writes) {
        CommandLine line = new CommandLine(new TrainNetworkCommand(session, model, usual));
        line.getCommandSpec().name(model).usageMessage().header(header).description("Writes " + writes
                + " and uns/cellwright, and prints how good the model is on cells held back.");
        return line;
    }

    @Override
    public Integer call() throws IOException {
        if (config.isPresent()) {
            ConfigFile.read(config.get(), spec).applyTo(spec);
        }
        return new NetworkJob(session, spec, new NetworkJob.Request(file, output, save, DataOptions.matrix(layer),
                asked(), memory.budget(), history, compute.threads(), report)).run().code();
    }

    private NetworkTask asked() {
        Task wanted = task.map(Task::of).orElse(usual);
        PlanConfig plan = PlanConfig.ADAM.withLr(lr);
        PlanConfig scheduled = lrSchedule.map(text -> plan.withSchedule(Schedules.rate("--lr-schedule", text)))
                .orElse(plan);
        NetworkTask asked = NetworkTask.of(NetworkFactory.bundled(model), wanted).withSettings(layers::applied)
                .withUnlabeledCategory(unlabeledCategory).withPreparation(preparation.config(batchKey))
                .withSplit(split.rule(wanted == Task.CLASSIFICATION ? labelsKey : Optional.empty(), seed))
                .withFit(f -> f.withEpochs(epochs).withBatchSize(batchSize).withPlan(scheduled).withPatience(patience())
                        .withKeepBest(checkpoint).withSeed(seed));
        asked = labelsKey.isPresent() ? asked.withLabels(labelsKey.get()) : asked;
        return batchKey.isPresent() ? asked.withBatches(batchKey.get()) : asked;
    }

    private OptionalInt patience() {
        if (patience.equals("none")) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of(Integer.parseInt(patience));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--early-stopping-patience must be a whole number or 'none' but was '"
                    + patience + "'", e);
        }
    }
}
