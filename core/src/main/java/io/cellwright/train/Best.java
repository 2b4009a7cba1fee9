package io.cellwright.train;

/// The best value of a metric so far; a value.
///
/// @param value the best, or {@link Mode#worst} before there was one
/// @param epoch 0-based epoch in which it came, or -1
/// @param waited checks since then
public record Best(double value, int epoch, int waited) {
    /// Before the first check.
    public static Best none(Mode mode) {
        return new Best(mode.worst(), -1, 0);
    }

    /// After one more check.
    public Best after(double now, int inEpoch, Mode mode, double minDelta) {
        return mode.improves(now, value, minDelta) ? new Best(now, inEpoch, 0) : new Best(value, epoch, waited + 1);
    }
}
