package io.cellwright.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `cellwright inspect`.
@Command(
        name = "inspect",
        header = "Tell what is in a file of cells, and how to train on it.",
        description = "Every value of X is looked at, and of other matrices until one holds raw counts, which the models"
                + " need. Whatever cannot be read is listed, and the exit status is 2 then.")
final class InspectCommand implements Callable<Integer> {
    /// The launcher sets it to the name that it was started by.
    private static final String PROGRAM_PROPERTY = "cellwright.program";

    private final Screen screen;

    @Parameters(paramLabel = "FILE", description = CountFile.KINDS)
    private Path file = Path.of("");

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    InspectCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        Inspection found = Inspection.of(file);
        String program = System.getProperty(PROGRAM_PROPERTY, "cellwright");
        if (json) {
            Json.print(screen.out(), InspectionJson.of(found, program));
        } else {
            screen.out().println(Screen.printable(new InspectionText(found, program).text()));
        }
        if (found.damage().isEmpty()) {
            return ExitStatus.DONE.code();
        }
        // What is told on standard output is all that there is to say; whoever does not read it must know too.
        screen.message("cellwright: " + file + ": " + Numbers.count(found.damage().size(), "part")
                + " of it cannot be read: " + String.join("; ", found.damage()));
        return ExitStatus.REFUSED.code();
    }
}
