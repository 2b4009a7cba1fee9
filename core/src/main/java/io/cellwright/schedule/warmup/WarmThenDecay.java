package io.cellwright.schedule.warmup;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Range;

/// The clock of schedules that warm up over W and then decay until N.
///
/// @param warmup W
/// @param total N, at least 1, not below W, in the same unit
record WarmThenDecay(Span warmup, Span total) {
    WarmThenDecay {
        Range.sameUnit("warmup and total", warmup, total);
        Range.atLeast("total", total, Math.max(1, warmup.count()));
    }

    boolean isWarming(Progress now) {
        return !warmup.isOver(now);
    }

    /// The part of the way from W to N that is behind us, in [0, 1].
    double decayed(Progress now) {
        long length = total.count() - warmup.count();
        long done = total.done(now) - warmup.count();
        return done >= length ? 1 : (double) done / length;
    }
}
