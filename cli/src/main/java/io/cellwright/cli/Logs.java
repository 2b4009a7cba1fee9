package io.cellwright.cli;

import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// Shows log lines as messages: our own from INFO up, those of libraries from WARNING up.
///
/// The handler is java.util.logging's, where System.Logger's lines arrive without any help: a larger framework takes
/// longer to start than everything else that a short command does.
final class Logs extends Handler {
    private static final String OURS = "io.cellwright";

    private final Screen screen;
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
            screen.message("cellwright: " + (warning ? "warning: " : "") + text.formatMessage(line));
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
