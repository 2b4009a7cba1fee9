package io.cellwright.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `train` without a model: the help says which there are.
@Command(
        name = "train",
        header = "Train a model on the counts of a file.",
        synopsisSubcommandLabel = "MODEL",
        commandListHeading = "%nModels:%n")
final class TrainCommand implements Callable<Integer> {
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private TrainCommand(Session session) {
        this.session = session;
    }

    static CommandLine of(Session session) {
        return new CommandLine(new TrainCommand(session)).addSubcommand(new TrainScviCommand(session))
                .addSubcommand(new TrainScanviCommand(session));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(session.screen().err());
        return ExitStatus.REFUSED.code();
    }
}
