package io.cellwright.cli;

import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `bench` without a name: the help says what can be measured.
@Command(
        name = "bench",
        header = "Measure how fast this machine trains.",
        synopsisSubcommandLabel = "WHAT",
        commandListHeading = "%nWhat:%n")
final class BenchCommand implements Callable<Integer> {
    /// What can be measured.
    static final List<CommandNode> MEASURES = List.of(CommandNode.of("step", BenchStepCommand::new),
            CommandNode.of("train", BenchTrainCommand::new), CommandNode.of("embed", BenchEmbedCommand::new),
            CommandNode.of("kernel", BenchKernelCommand::new), CommandNode.of("load", BenchLoadCommand::new),
            CommandNode.of("all", BenchAllCommand::new));

    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    BenchCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(session.screen().err());
        return ExitStatus.REFUSED.code();
    }
}
