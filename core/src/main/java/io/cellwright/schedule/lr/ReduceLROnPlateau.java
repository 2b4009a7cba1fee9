package io.cellwright.schedule.lr;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

import io.cellwright.schedule.EpochSummary;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;

/// Lowers the rate when a metric stops improving, as torch's `ReduceLROnPlateau`, with celldetection's `warmup`.
///
/// An epoch is bad unless its metric is better than the best so far by a margin: `threshold` itself (`ABS`), or
/// `threshold * |best|` (`REL`). After more than `patience` bad epochs in a row, so after patience + 1, the rate of
/// each group becomes `max(rate * factor, min_lr)`, where that is a change by more than `eps`; then counting starts
/// again, and for `cooldown` epochs bad ones are not counted. The first `warmup` epochs neither count nor set the best
/// value. With patience 2 and a metric that never improves the first reduction follows epoch 4 without warm-up, 5 with
/// a warm-up of 1, 7 with 3. An epoch without the metric counts for nothing.
///
/// Unlike torch: a relative margin is right for negative metrics too, where torch takes worse values for better ones; a
/// metric that is not a finite number is an error, where torch takes NaN for a bad epoch; the factor must be above 0.
/// Unlike celldetection: `warmup` is 0 unless given, as no made-up metric has to be waited for. Within a chain `min_lr`
/// and `eps` are about the plateau's own rate, without the factors of others.
///
/// @param mode whether small metrics are good or large ones
/// @param factor in (0, 1)
/// @param patience bad epochs in a row that are borne
/// @param threshold how much better is better, at least 0
/// @param thresholdMode what the threshold is a part of
/// @param cooldown epochs after a reduction
/// @param minLr the rate never goes below; one for all groups or one for each, at least 0
/// @param eps reductions by no more than this are not made
/// @param warmup epochs at the start that do not count
/// @param metric key of the history
public record ReduceLROnPlateau(Mode mode, double factor, int patience, double threshold, ThresholdMode thresholdMode,
        int cooldown, PerGroup<Double> minLr, double eps, int warmup, String metric) implements LrSchedule {
    /// The metric that is watched unless another is named.
    public static final String DEFAULT_METRIC = "elbo_validation";

    /// torch's defaults: `MIN`, factor 0.1, patience 10, threshold 1e-4 relative, no cooldown, no minimum, eps 1e-8.
    public static final ReduceLROnPlateau DEFAULT = new ReduceLROnPlateau(Mode.MIN, 0.1, 10, 1e-4, ThresholdMode.REL, 0,
            PerGroup.all(0.0), 1e-8, 0, DEFAULT_METRIC);

    /// Which metrics are good.
    public enum Mode {
        /// Small ones.
        MIN,
        /// Large ones.
        MAX
    }

    /// What the threshold is a part of.
    public enum ThresholdMode {
        /// The size of the best value so far.
        REL,
        /// Nothing: it is the margin itself.
        ABS
    }

    /// Checks ranges.
    public ReduceLROnPlateau {
        if (!(factor > 0 && factor < 1)) {
            throw new IllegalArgumentException("factor must be in (0, 1) but was " + Call.number(factor));
        }
        Range.atLeast("patience", patience, 0);
        Range.notNegative("threshold", threshold);
        Range.atLeast("cooldown", cooldown, 0);
        Range.notNegative("min_lr", minLr);
        if (minLr.values().isEmpty()) {
            throw new IllegalArgumentException("min_lr must be one number, or one for each group, but was none");
        }
        Range.notNegative("eps", eps);
        Range.atLeast("warmup", warmup, 0);
        if (metric.isBlank()) {
            throw new IllegalArgumentException("metric must be a key of the history, such as " + DEFAULT_METRIC
                    + ", but was empty");
        }
    }

    /// The rule of scvi-tools' training plans, which has fewer settings: small metrics are good, the threshold is
    /// absolute.
    ///
    /// @param metric key of the history
    /// @param factor in (0, 1)
    /// @param patience bad epochs that are borne
    /// @param threshold how much lower is lower, at least 0
    /// @param minimum the rate never goes below
    public record Rule(String metric, double factor, int patience, double threshold, double minimum) {
        /// Checks ranges.
        public Rule {
            schedule(metric, factor, patience, threshold, minimum);
        }

        /// The schedule that follows this rule.
        public ReduceLROnPlateau schedule() {
            return schedule(metric, factor, patience, threshold, minimum);
        }

        private static ReduceLROnPlateau schedule(String metric, double factor, int patience, double threshold,
                double minimum) {
            return new ReduceLROnPlateau(Mode.MIN, factor, patience, threshold, ThresholdMode.ABS, 0,
                    PerGroup.all(minimum), 1e-8, 0, metric);
        }
    }

    /// What it knows at the start.
    PlateauState start(List<Double> bases) {
        return new PlateauState(OptionalDouble.empty(), 0, 0, warmup, bases);
    }

    @Override
    public double lr(Progress now, int group, double base, List<PlateauState> state) {
        return state.getFirst().rate(group);
    }

    @Override
    public List<ReduceLROnPlateau> plateaus() {
        return List.of(this);
    }

    @Override
    public List<PlateauState> after(EpochSummary epoch, Progress lastStep, List<PlateauState> state) {
        OptionalDouble value = epoch.metric(metric);
        return value.isEmpty() ? state : List.of(after(value.getAsDouble(), state.getFirst()));
    }

    private PlateauState after(double value, PlateauState before) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(metric + " must be a finite number for the learning rate to follow it "
                    + "but was " + value + ": see in the history where it went wrong, and begin with a lower rate");
        }
        if (before.warmup() > 0) {
            return new PlateauState(before.best(), 0, Math.max(0, before.cooldown() - 1), before.warmup() - 1,
                    before.rates());
        }
        boolean better = before.best().isEmpty() || isBetter(value, before.best().getAsDouble());
        OptionalDouble best = better ? OptionalDouble.of(value) : before.best();
        int bad = better || before.cooldown() > 0 ? 0 : before.bad() + 1;
        int cooling = Math.max(0, before.cooldown() - 1);
        return bad > patience ? new PlateauState(best, 0, cooldown, 0, lowered(before.rates()))
                : new PlateauState(best, bad, cooling, 0, before.rates());
    }

    private boolean isBetter(double value, double best) {
        double margin = thresholdMode == ThresholdMode.REL ? threshold * Math.abs(best) : threshold;
        return mode == Mode.MIN ? value < best - margin : value > best + margin;
    }

    private List<Double> lowered(List<Double> rates) {
        List<Double> lower = new ArrayList<>();
        for (int group = 0; group < rates.size(); group++) {
            double rate = rates.get(group);
            double next = Math.max(rate * factor, minLr.get(group));
            lower.add(rate - next > eps ? next : rate);
        }
        return lower;
    }

    @Override
    public Set<Span.Unit> units() {
        return EnumSet.noneOf(Span.Unit.class);
    }

    @Override
    public Optional<Span> end() {
        return Optional.empty();
    }

    @Override
    public int groups() {
        return minLr.groups();
    }

    @Override
    public String text() {
        return new Call("ReduceLROnPlateau").unless(DEFAULT.mode, "mode", mode).unless(DEFAULT.factor, "factor", factor)
                .unless(DEFAULT.patience, "patience", patience).unless(DEFAULT.threshold, "threshold", threshold)
                .unless(DEFAULT.thresholdMode, "threshold_mode", thresholdMode)
                .unless(DEFAULT.cooldown, "cooldown", cooldown).unless(DEFAULT.minLr, "min_lr", minLr)
                .unless(DEFAULT.eps, "eps", eps).unless(DEFAULT.warmup, "warmup", warmup)
                .unless(DEFAULT.metric, "metric", quoted(metric)).text();
    }

    private static String quoted(String key) {
        return key.matches("[A-Za-z_][A-Za-z0-9_.-]*") ? key : "'" + key + "'";
    }

    /// The same for another patience.
    public ReduceLROnPlateau withPatience(int epochs) {
        return new ReduceLROnPlateau(mode, factor, epochs, threshold, thresholdMode, cooldown, minLr, eps, warmup,
                metric);
    }

    /// The same with another factor.
    public ReduceLROnPlateau withFactor(double other) {
        return new ReduceLROnPlateau(mode, other, patience, threshold, thresholdMode, cooldown, minLr, eps, warmup,
                metric);
    }

    /// The same for another metric.
    public ReduceLROnPlateau withMetric(String key, Mode which) {
        return new ReduceLROnPlateau(which, factor, patience, threshold, thresholdMode, cooldown, minLr, eps, warmup,
                key);
    }
}
