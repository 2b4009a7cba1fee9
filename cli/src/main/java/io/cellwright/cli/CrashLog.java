package io.cellwright.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The file that says what happened when we failed, for a report.
final class CrashLog {
    private CrashLog() {}

    /// Writes a new file into the folder.
    ///
    /// @param words the command line
    /// @throws IOException if the folder takes no file
    static Path write(Path folder, List<String> words, Throwable failure) throws IOException {
        StringWriter text = new StringWriter();
        try (PrintWriter lines = new PrintWriter(text)) {
            lines.println("cellwright " + Version.ours());
            lines.println("Java " + Runtime.version() + ", " + System.getProperty("java.vm.name"));
            lines.println(System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                    + System.getProperty("os.arch") + ", " + Runtime.getRuntime().availableProcessors()
                    + " processors, heap of at most " + Numbers.bytes(Runtime.getRuntime().maxMemory()));
            lines.println("command: cellwright " + String.join(" ", words));
            lines.println();
            failure.printStackTrace(lines);
        }
        return Files.writeString(Files.createTempFile(folder, "cellwright-", ".log"), text.toString());
    }
}
