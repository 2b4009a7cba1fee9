package io.cellwright.schedule.formula;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Call;
import io.cellwright.schedule.lr.RateFormula;

/// The base rate that then falls to 0 in a straight line: `base` until the share `from` of `over` is done, then
/// `base * (1 - share) / (1 - from)`. Late steps are small, so that what they leave is an average over many minibatches
/// rather than the noise of the last.
///
/// @param from share of the run after which the rate falls, in [0, 1]; 1 for never
/// @param over the run
public record LinearDecay(double from, Span over) implements RateFormula {
    /// Checks the share.
    public LinearDecay {
        if (!(from >= 0 && from <= 1)) {
            throw new IllegalArgumentException("the share from which a rate falls must be in [0, 1] but was " + from);
        }
    }

    @Override
    public double lr(Progress now, int group, double base) {
        double share = over.share(now);
        return base * (share <= from || from == 1 ? 1 : (1 - share) / (1 - from));
    }

    @Override
    public Set<Span.Unit> units() {
        return EnumSet.of(over.unit());
    }

    @Override
    public Optional<Span> end() {
        return Optional.of(over);
    }

    @Override
    public String text() {
        return new Call("LinearDecay").with("from", from).with("over", over).text();
    }
}
