package io.cellwright.cli;

/// What a command tells the shell that started it.
enum ExitStatus {
    /// It did what was asked.
    DONE(0),
    /// It failed, and neither the request nor the data is to blame.
    FAULT(1),
    /// The request or the data is wrong; nothing was written.
    REFUSED(2),
    /// It did what was asked, and a score does not pass its gate.
    MISSED(3),
    /// Somebody stopped it.
    INTERRUPTED(130);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
