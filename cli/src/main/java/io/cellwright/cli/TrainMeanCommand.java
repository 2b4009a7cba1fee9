package io.cellwright.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;

import io.cellwright.model.Task;
import io.cellwright.task.network.NetworkFactory;
import io.cellwright.task.network.NetworkTask;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Fits a network that answers the same for all cells.
@Command(
        abbreviateSynopsis = true,
        sortOptions = false)
final class TrainMeanCommand implements Callable<Integer> {
    private final Session session;
    private final String model;
    private final Task task;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TrainFiles files = new TrainFiles();

    @Mixin
    private PreparedCellOptions cells = new PreparedCellOptions();

    @Mixin
    private HeldBackOptions heldBack = new HeldBackOptions();

    @Mixin
    private NetworkRunOptions run = new NetworkRunOptions();

    private TrainMeanCommand(Session session, String model, Task task) {
        this.session = session;
        this.model = model;
        this.task = task;
    }

    /// The command of one of them.
    ///
    /// @param task what it can do
    /// @param what it answers
    /// @param writes where it writes that
    static CommandLine of(Session session, String model, Task task, String what, String writes) {
        CommandLine line = new CommandLine(new TrainMeanCommand(session, model, task));
        line.getCommandSpec().name(model).usageMessage().header(model + ": " + what + " for every cell: what others "
                + "have to beat.")
                .description("Writes " + writes + ", and prints how good that is on cells held back.");
        return line;
    }

    @Override
    public Integer call() throws IOException {
        files.takeConfig(spec);
        Optional<String> told = task == Task.CLASSIFICATION ? cells.labelsKey() : Optional.empty();
        NetworkTask asked = cells.on(NetworkTask.of(NetworkFactory.bundled(model), task))
                .withSplit(heldBack.rule(0, told, run.seed())).withSeed(run.seed());
        return new NetworkJob(session, spec, new NetworkJob.Request(files, cells.matrix(), asked, Optional.empty(),
                run.memory(), run.threads())).run().code();
    }
}
