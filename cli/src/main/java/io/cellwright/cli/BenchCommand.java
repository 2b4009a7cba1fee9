package io.cellwright.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine;
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
    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private BenchCommand(Session session) {
        this.session = session;
    }

    static CommandLine of(Session session) {
        return new CommandLine(new BenchCommand(session)).addSubcommand(new BenchStepCommand(session))
                .addSubcommand(new BenchTrainCommand(session))
                .addSubcommand(new BenchEmbedCommand(session)).addSubcommand(new BenchKernelCommand(session))
                .addSubcommand(new BenchLoadCommand(session)).addSubcommand(new BenchAllCommand(session));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(session.screen().err());
        return ExitStatus.REFUSED.code();
    }
}
