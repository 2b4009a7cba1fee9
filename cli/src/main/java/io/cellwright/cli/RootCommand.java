package io.cellwright.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The command line without a command: help, or the version.
@Command(
        name = "cellwright",
        header = "Deep learning on single-cell counts: from an .h5ad file to an .h5ad file.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Version.class,
        exitCodeList = {
            "0:done",
            "1:cellwright failed; a log file says how",
            "2:the request or the data is wrong; nothing was written",
            "3:a score did not pass its --gate",
            "130:interrupted"
        },
        footer = {"'cellwright COMMAND --help' explains a command."})
final class RootCommand implements Callable<Integer> {
    private final Screen screen;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    RootCommand(Screen screen) {
        this.screen = screen;
    }

    /// A command is missing: the help says which there are.
    @Override
    public Integer call() {
        spec.commandLine().usage(screen.err());
        return ExitStatus.REFUSED.code();
    }
}
