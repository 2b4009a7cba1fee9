package io.cellwright.train;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

import io.cellwright.optim.GroupRules;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.formula.ExponentialLR;
import io.cellwright.schedule.lr.LrScheduler;
import io.cellwright.tensor.Noise;
import io.cellwright.tensor.Parameters;
import io.cellwright.tensor.StepPart;

/// The range test of learning rates (Smith 2017): trains for a few steps while the rate grows from `from` to `to`, by the
/// same factor each step, and looks at the loss. Weights, moments and running statistics are put back.
///
/// The loss is smoothed as an exponential average without bias. The test ends early where that is no number or above
/// four times its best. The suggestion is the rate at which the smoothed loss falls fastest against the logarithm of the
/// rate, before its lowest point. The first tenth of the steps is passed over: there the average is still of so few
/// minibatches that it moves with each.
///
/// @param from first rate, above 0
/// @param to last rate, above `from`
/// @param steps at most, at least 10
/// @param seed of noise
public record LrFinder(double from, double to, int steps, long seed) {
    /// From 1e-6 to 1 in 100 steps.
    public static final LrFinder DEFAULT = new LrFinder(1e-6, 1, 100, 0);

    private static final int FEWEST = 10;
    private static final double SMOOTHING = 0.9;
    private static final double HOPELESS = 4;
    private static final int UNSETTLED = 10;

    /// One step of the test.
    ///
    /// @param rate at which the step was made
    /// @param loss before the step
    /// @param smoothed average of the losses so far
    public record Point(double rate, double loss, double smoothed) {}

    /// What came of the test.
    ///
    /// @param curve the steps
    /// @param suggestion a rate to train with; empty if the loss never fell
    public record Result(List<Point> curve, OptionalDouble suggestion) {}

    /// Checks ranges.
    public LrFinder {
        if (!(from > 0 && to > from && to < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("rates must rise from above 0 but were " + from + " and " + to);
        }
        if (steps < FEWEST) {
            throw new IllegalArgumentException("a range test must have at least " + FEWEST + " steps but has " + steps);
        }
    }

    /// Makes the test; the parameters are afterwards as they were.
    ///
    /// @param train minibatches of the training cells, epoch by epoch
    public <B> Result find(Plan<B> plan, Epochs<B> train) {
        Parameters parameters = plan.parameters();
        Parameters.Snapshot before = parameters.snapshot();
        List<byte[]> moments = parameters.moments();
        try {
            return curve(plan, train);
        } finally {
            parameters.restore(before);
            parameters.restoreMoments(moments);
        }
    }

    private <B> Result curve(Plan<B> plan, Epochs<B> train) {
        TrainingStep<B> step = new TrainingStep<>(plan, new Optimizers(plan.objectives(), GroupRules.NONE), Control.NONE,
                t -> Noise.of(seed, t), StepPart.Watch.NONE);
        TrainState state = new TrainState(Progress.START, 0,
                plan.objectives().stream().map(o -> sweep()).toList(), Best.NONE,
                Best.NONE, 0);
        List<Point> points = new ArrayList<>();
        double average = 0;
        double best = Double.POSITIVE_INFINITY;
        List<B> minibatches = train.of(0);
        while (points.size() < steps) {
            if (state.minibatch() == minibatches.size()) {
                state = state.afterEpoch(key -> OptionalDouble.empty());
                minibatches = train.of(state.progress().epoch());
            }
            List<B> next = List.of(minibatches.get(state.minibatch()));
            double rate = state.learningRate(0, 0);
            double loss;
            try {
                loss = step.run(next, state, new EpochMetrics());
            } catch (TrainingDivergedException beyond) {
                break;
            }
            average = SMOOTHING * average + (1 - SMOOTHING) * loss;
            double smoothed = average / (1 - Math.pow(SMOOTHING, points.size() + 1.0));
            points.add(new Point(rate, loss, smoothed));
            best = Math.min(best, smoothed);
            if (smoothed > HOPELESS * Math.abs(best)) {
                break;
            }
            state = state.afterStep(1, plan.cells(next.getFirst()));
        }
        return new Result(List.copyOf(points), steepest(points));
    }

    private LrScheduler sweep() {
        return new ExponentialLR(Math.pow(to / from, 1.0 / (steps - 1))).start(from);
    }

    private static OptionalDouble steepest(List<Point> points) {
        int lowest = 0;
        for (int i = 1; i < points.size(); i++) {
            lowest = points.get(i).smoothed() < points.get(lowest).smoothed() ? i : lowest;
        }
        OptionalDouble rate = OptionalDouble.empty();
        double steepest = 0;
        for (int i = Math.max(1, points.size() / UNSETTLED); i < lowest; i++) {
            // Rates grow by the same factor, so the difference of neighbours is the slope against the logarithm.
            double slope = points.get(i + 1).smoothed() - points.get(i - 1).smoothed();
            if (slope < steepest) {
                steepest = slope;
                rate = OptionalDouble.of(points.get(i).rate());
            }
        }
        return rate;
    }
}
