package io.cellwright.cli;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// Shows log lines as messages: our own from INFO up, those of libraries from WARNING up. A note that was shown before
/// is not shown again: where a command trains many models, each decides the same for the user.
///
/// The handler is java.util.logging's, where System.Logger's lines arrive without any help: a larger framework takes
/// longer to start than everything else that a short command does.
final class Logs extends Handler {
    private static final String OURS = "io.cellwright";

    private final Screen screen;
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final Formatter text = new SimpleFormatter();

    private Logs(Screen screen) {
        this.screen = screen;
    }

    /// Sends everything that is logged from now on to the screen, and nowhere else.
    static void showOn(Screen screen) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.setLevel(Level.INFO);
        root.addHandler(new Logs(screen));
    }

    @Override
    public void publish(LogRecord line) {
        boolean warning = line.getLevel().intValue() >= Level.WARNING.intValue();
        String logger = line.getLoggerName() == null ? "" : line.getLoggerName();
        if (warning || logger.equals(OURS) || logger.startsWith(OURS + ".")) {
            String message = text.formatMessage(line);
            if (warning || told.add(message)) {
                screen.message("cellwright: " + (warning ? "warning: " : "") + message);
            }
        }
    }

    @Override
    public void flush() {
        // The screen keeps nothing back.
    }

    @Override
    public void close() {
        // The screen belongs to the process.
    }
}
