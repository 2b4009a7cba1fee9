package io.cellwright.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

import io.cellwright.data.DataException;
import io.cellwright.data.Nearest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns what went wrong into one message and an exit status.
final class Failures {
    private final Screen screen;
    private final Path crashFolder;

    /// @param crashFolder where the log of a failure of ours goes
    Failures(Screen screen, Path crashFolder) {
        this.screen = screen;
        this.crashFolder = crashFolder;
    }

    /// A command line that cannot be understood.
    ExitStatus of(ParameterException wrong) {
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        screen.message("cellwright: " + explain(wrong, command));
        screen.message("Try '" + command.qualifiedName() + " --help'.");
        return ExitStatus.REFUSED;
    }

    /// A command that ended with an exception or an error.
    ExitStatus of(Throwable failure, List<String> words) {
        String refusal = refusal(failure);
        if (refusal != null) {
            screen.message("cellwright: " + refusal);
            return ExitStatus.REFUSED;
        }
        if (failure instanceof OutOfMemoryError) {
            screen.message("cellwright: out of memory: the heap may grow to "
                    + Numbers.bytes(Runtime.getRuntime().maxMemory())
                    + " only. Allow more, for instance with CELLWRIGHT_JAVA_OPTS=-Xmx8g");
        } else {
            screen.message("cellwright: internal error: " + failure);
        }
        writeLog(failure, words);
        return ExitStatus.FAULT;
    }

    private void writeLog(Throwable failure, List<String> words) {
        try {
            Path log = CrashLog.write(crashFolder, words, failure);
            screen.message("cellwright: details are in " + log + "; please send that file with a report");
        } catch (IOException unwritable) {
            screen.message("cellwright: no log could be written to " + crashFolder + ": " + unwritable);
        }
    }

    /// The message for a failure that the request or the data is to blame for; null for one of ours.
    private static @Nullable String refusal(Throwable failure) {
        return switch (failure) {
            case DataException data -> data.getMessage();
            case IllegalArgumentException argument -> argument.getMessage();
            case UncheckedIOException io when io.getCause() != null -> refusal(io.getCause());
            case NoSuchFileException io -> io.getFile() + ": there is no such file";
            case FileNotFoundException io -> io.getMessage();
            case AccessDeniedException io -> io.getFile() + ": permission denied";
            case FileSystemException io -> io.getMessage();
            case IOException io -> io.getMessage() == null ? io.toString() : io.getMessage();
            default -> null;
        };
    }

    private static String explain(ParameterException wrong, CommandSpec command) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched) || unmatched.getUnmatched().isEmpty()) {
            String text = String.valueOf(wrong.getMessage());
            return Character.toLowerCase(text.charAt(0)) + text.substring(1);
        }
        String word = unmatched.getUnmatched().getFirst();
        if (unmatched.isUnknownOption()) {
            String name = word.replaceFirst("=.*", "");
            return "there is no option " + name + nearest(name, options(command));
        }
        return command.subcommands().isEmpty()
                ? "unexpected argument '" + word + "'"
                : "there is no command '" + word + "'" + nearest(word, command.subcommands().keySet());
    }

    private static String nearest(String word, Collection<String> names) {
        return Nearest.of(word, names).map(name -> "; did you mean '" + name + "'?").orElse("");
    }

    private static List<String> options(CommandSpec command) {
        return command.options().stream().map(OptionSpec::longestName).toList();
    }
}
