package io.cellwright.cli;

import java.util.function.LongSupplier;

/// How far a long command is. On a terminal: one line, redrawn at most ten times a second, with the rate and the
/// remaining time. Elsewhere: a line from [#log] now and then, about twenty in all, so that a log file stays short.
final class ProgressBar implements AutoCloseable {
    private static final long REDRAW_NANOS = 100_000_000L;
    private static final int BAR = 20;
    /// Where there is no terminal, a line is printed after this share of the work, or after this time.
    private static final int LINES = 20;
    private static final long LINE_NANOS = 60_000_000_000L;

    private final Screen screen;
    private final LongSupplier nanoTime;
    private final String title;
    private final String unit;
    private final long total;
    private final long first;
    private final long start;
    private long nextRedraw;
    private long nextLine;
    private long nextLineAt;

    /// @param nanoTime a clock that only moves forward, in nanoseconds
    /// @param unit what is counted, in the plural: `epochs`
    /// @param first how much was done before, in an earlier run; it does not count for the rate
    /// @param total how much there is to do in all, at least 1
    ProgressBar(Screen screen, LongSupplier nanoTime, String title, String unit, long first, long total) {
        if (total < 1 || first < 0 || first > total) {
            throw new IllegalArgumentException("total must be at least 1 and first between 0 and total but were "
                    + total + " and " + first);
        }
        this.screen = screen;
        this.nanoTime = nanoTime;
        this.title = title;
        this.unit = unit;
        this.first = first;
        this.total = total;
        this.start = nanoTime.getAsLong();
        this.nextRedraw = start;
        this.nextLineAt = start;
    }

    /// Shows on a terminal that `done` of the total is finished. Cheap enough for every step.
    ///
    /// @param note what else to say, such as the loss; may be empty
    void update(long done, String note) {
        long now = nanoTime.getAsLong();
        if (screen.interactive() && (now - nextRedraw >= 0 || done == total)) {
            nextRedraw = now + REDRAW_NANOS;
            screen.status(bar(done, note, now));
        }
    }

    /// As [#update]; where there is no terminal prints a line at the first and the last call, after each twentieth of
    /// the work, and after each minute.
    void log(long done, String note) {
        long now = nanoTime.getAsLong();
        if (screen.interactive()) {
            update(done, note);
        } else if (done >= nextLine || now - nextLineAt >= 0 || done == total) {
            nextLine = done + Math.max(1, total / LINES);
            nextLineAt = now + LINE_NANOS;
            screen.message(join(title, Numbers.count(done) + "/" + Numbers.count(total) + " " + unit, rate(done, now),
                    note));
        }
    }

    /// Removes the line from the terminal.
    @Override
    public void close() {
        screen.status("");
    }

    private String bar(long done, String note, long now) {
        int filled = (int) (BAR * done / total);
        String tip = filled < BAR ? ">" : "";
        String drawn = "[" + "=".repeat(filled) + tip + " ".repeat(BAR - filled - tip.length()) + "]";
        return join(title, drawn, Numbers.count(done) + "/" + Numbers.count(total) + " " + unit, rate(done, now),
                remaining(done, now), note);
    }

    private String rate(long done, long now) {
        double perSecond = perSecond(done, now);
        return perSecond > 0 ? Numbers.significant(perSecond, 3) + " " + unit + "/s" : "";
    }

    private String remaining(long done, long now) {
        double perSecond = perSecond(done, now);
        return perSecond > 0 && done < total ? Numbers.duration((total - done) / perSecond) + " left" : "";
    }

    private double perSecond(long done, long now) {
        return now > start ? (done - first) * 1e9 / (now - start) : 0;
    }

    private static String join(String... parts) {
        StringBuilder line = new StringBuilder();
        for (String part : parts) {
            if (!part.isEmpty()) {
                line.append(line.isEmpty() ? "" : "  ").append(part);
            }
        }
        return line.toString();
    }
}
