package io.cellwright.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The command line without a command: help, or the version.
@Command(
        name = "cellwright",
        header = "Deep learning on single-cell counts: a file of cells in, an .h5ad file with what was found out.",
        description = "Files in may be .h5ad, .zarr, .loom, 10x .h5 and folders, .mtx, .csv and .tsv.",
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
