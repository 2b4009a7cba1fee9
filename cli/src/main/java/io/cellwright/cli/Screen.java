package io.cellwright.cli;

import java.io.PrintStream;

/// Where commands write: results to standard output, everything else to standard error. Where standard error is a
/// terminal, its last line may be a status line that is redrawn in place; messages then appear above it.
final class Screen {
    /// The launcher sets it to the width of the terminal where standard error is one: Java itself can only tell for
    /// standard input and output.
    static final String COLUMNS_PROPERTY = "cellwright.terminal";

    private static final String ERASE_LINE = "\r\033[K";

    private final PrintStream out;
    private final PrintStream err;
    private final int columns;
    private String status = "";

    /// @param columns width of the terminal that `err` writes to, or 0 where it is none
    Screen(PrintStream out, PrintStream err, int columns) {
        this.out = out;
        this.err = err;
        this.columns = columns;
    }

    /// The screen of this process.
    static Screen ofProcess() {
        return new Screen(System.out, System.err, Math.max(0, Integer.getInteger(COLUMNS_PROPERTY, 0)));
    }

    /// Standard output, for results.
    PrintStream out() {
        return out;
    }

    /// Standard error, for what is neither a message nor a status line, such as help that follows an error.
    PrintStream err() {
        return err;
    }

    /// Whether a status line can be redrawn.
    boolean interactive() {
        return columns > 0;
    }

    /// Width of the terminal, 0 where there is none.
    int columns() {
        return columns;
    }

    /// Prints one message to standard error, as a line of its own.
    synchronized void message(String text) {
        if (!status.isEmpty()) {
            err.print(ERASE_LINE);
        }
        err.println(printable(text));
        err.print(status);
        err.flush();
    }

    /// Draws the status line anew, cut to the width of the terminal; an empty text removes it. Does nothing where
    /// standard error is no terminal.
    synchronized void status(String text) {
        if (!interactive() || (text.isEmpty() && status.isEmpty())) {
            return;
        }
        // One column stays free: a full line would wrap, and the next redraw would miss its first half.
        String line = printable(text);
        status = line.substring(0, Math.min(line.length(), columns - 1));
        err.print(ERASE_LINE + status);
        err.flush();
    }

    /// The text with every control character but the line feed shown as `?`: names come from files, and a file must
    /// not be able to steer the terminal.
    static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            safe.append(Character.isISOControl(c) && c != '\n' ? '?' : c);
        }
        return safe.toString();
    }
}
