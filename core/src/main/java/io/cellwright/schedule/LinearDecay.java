package io.cellwright.schedule;

/// A factor that stays at 1 and then falls to 0 in a straight line: `1` until the share `from` of `over` is done, then
/// `(1 - share) / (1 - from)`. Late steps are small, so that what they leave is an average over many minibatches rather
/// than the noise of the last.
///
/// @param from share of the run after which the factor falls, in [0, 1]; 1 for never
/// @param over the run
public record LinearDecay(double from, Span over) implements Schedule {
    /// Checks the share.
    public LinearDecay {
        if (!(from >= 0 && from <= 1)) {
            throw new IllegalArgumentException("the share from which a rate falls must be in [0, 1] but was " + from);
        }
    }

    @Override
    public double at(Progress now) {
        double share = over.share(now);
        return share <= from || from == 1 ? 1 : (1 - share) / (1 - from);
    }
}
