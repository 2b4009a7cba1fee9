package io.cellwright.schedule;

/// How much of a run is finished. A fresh run is (0, 0, 0).
///
/// @param epoch finished epochs
/// @param step finished optimizer steps
/// @param cells cells seen in finished steps
public record Progress(int epoch, long step, long cells) {
    /// Nothing done yet.
    public static final Progress START = new Progress(0, 0, 0);

    /// After one more step over so many cells.
    public Progress afterStep(long stepCells) {
        return new Progress(epoch, step + 1, cells + stepCells);
    }

    /// After one more epoch.
    public Progress afterEpoch() {
        return new Progress(epoch + 1, step, cells);
    }

    /// The same moment on a clock that began where `span` ended; the clock of the other unit goes on.
    public Progress since(Span span) {
        return span.unit() == Span.Unit.EPOCHS ? new Progress((int) (epoch - span.count()), step, cells)
                : new Progress(epoch, step - span.count(), cells);
    }

    /// The same moment, but in the span's unit not behind the end of it.
    public Progress until(Span span) {
        return span.unit() == Span.Unit.EPOCHS
                ? new Progress((int) Math.min(epoch, span.count()), step, cells)
                : new Progress(epoch, Math.min(step, span.count()), cells);
    }
}
