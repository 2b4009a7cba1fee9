package io.cellwright.schedule.text;

/// A text that is no schedule. The message says what is wrong and what is allowed, and shows the text with a line under
/// the fault.
public final class ScheduleTextException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    ScheduleTextException(String problem, String text, Place at) {
        super(problem + "\n  " + text.replaceAll("\\s", " ") + "\n  " + " ".repeat(at.start())
                + "^".repeat(Math.max(1, at.end() - at.start())));
    }
}
