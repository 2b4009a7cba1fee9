package io.cellwright.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;

import io.cellwright.model.Task;
import io.cellwright.plan.PlanConfig;
import io.cellwright.task.network.FitOptions;
import io.cellwright.task.network.NetworkFactory;
import io.cellwright.task.network.NetworkTask;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Trains a bundled network of prepared cells; one command a model.
@Command(abbreviateSynopsis = true, sortOptions = false)
final class TrainNetworkCommand implements Callable<Integer> {
    private final Session session;
    private final String model;
    private final Task usual;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TrainFiles files = new TrainFiles();

    @Option(names = "--task", paramLabel = "NAME",
            description = "What to train it for: reconstruction, representation or classification. Default: what the "
                    + "model is made for.")
    private Optional<String> task = Optional.empty();

    @Mixin
    private PreparedCellOptions cells = new PreparedCellOptions();

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

    @Mixin
    private NetworkRunOptions run = new NetworkRunOptions();

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
        files.takeConfig(spec);
        return new NetworkJob(session, spec, new NetworkJob.Request(files, cells.matrix(), asked(), Optional.of(history),
                run.memory(), run.threads())).run().code();
    }

    private NetworkTask asked() {
        Task wanted = task.map(Task::of).orElse(usual);
        PlanConfig plan = PlanConfig.ADAM.withLr(lr);
        PlanConfig scheduled = lrSchedule.map(text -> plan.withSchedule(Schedules.rate("--lr-schedule", text)))
                .orElse(plan);
        return cells.on(NetworkTask.of(NetworkFactory.bundled(model), wanted)).withSettings(layers::applied)
                .withSplit(split.rule(wanted == Task.CLASSIFICATION ? cells.labelsKey() : Optional.empty(), run.seed()))
                .withFit(f -> f.withEpochs(epochs).withBatchSize(batchSize).withPlan(scheduled).withPatience(patience())
                        .withKeepBest(checkpoint).withSeed(run.seed()));
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
