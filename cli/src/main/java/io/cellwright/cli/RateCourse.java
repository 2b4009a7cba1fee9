package io.cellwright.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.LrSchedule;
import io.cellwright.schedule.lr.LrScheduler;

/// The rates of a run that nobody trains.
///
/// @param schedule what they follow
/// @param unit what the axis counts
/// @param stepsPerEpoch steps of an epoch
/// @param rates of each group, for each step
/// @param momentum of the first group for each step; empty where the schedule does not move it
/// @param decisions that the metric was the reason for, one a line
record RateCourse(LrSchedule schedule, Span.Unit unit, long stepsPerEpoch, List<double[]> rates, double[] momentum,
        List<String> decisions) {
    private static final long FURTHEST = 10_000;
    private static final long LEAST = 20;
    static final long MOST = 10_000_000;

    /// What is drawn.
    ///
    /// @param bases rate of each group
    /// @param steps how many, if that was said
    /// @param epochs how many, if that was said
    /// @param stepsPerEpoch steps of an epoch, if that was said
    /// @param metric of each epoch; the last one stays
    record Request(double[] bases, OptionalLong steps, OptionalLong epochs, OptionalLong stepsPerEpoch,
            double[] metric) {}

    static RateCourse of(LrSchedule schedule, Request request) {
        boolean inSteps = request.steps().isPresent()
                || (request.epochs().isEmpty() && schedule.units().contains(Span.Unit.STEPS));
        Span.Unit unit = inSteps ? Span.Unit.STEPS : Span.Unit.EPOCHS;
        long perEpoch = request.stepsPerEpoch().orElse(1);
        long length;
        if (request.steps().isPresent()) {
            length = request.steps().getAsLong();
        } else if (request.epochs().isPresent()) {
            length = Math.multiplyExact(request.epochs().getAsLong(), perEpoch);
        } else {
            length = ownLength(schedule, request, perEpoch);
        }
        if (length < 1 || length > MOST) {
            throw new IllegalArgumentException("the steps to draw must be from 1 to " + Numbers.count(MOST)
                    + " but were " + Numbers.count(length) + ": give --steps, or --epochs and --steps-per-epoch");
        }
        return run(schedule, request, unit, perEpoch, (int) length);
    }

    /// Whether it matters for the picture how many steps an epoch has.
    boolean mixesClocks() {
        return schedule.units().equals(Set.of(Span.Unit.STEPS, Span.Unit.EPOCHS))
                || (schedule.units().contains(Span.Unit.STEPS) && !schedule.plateaus().isEmpty());
    }

    /// The schedule's own end; without one as far as something happens; four rounds of what comes round again.
    private static long ownLength(LrSchedule schedule, Request request, long perEpoch) {
        if (schedule.end().isPresent()) {
            Span end = schedule.end().get();
            return Math.max(1, end.unit() == Span.Unit.EPOCHS ? end.count() * perEpoch : end.count());
        }
        double[] rates = run(schedule, request, Span.Unit.STEPS, perEpoch, (int) FURTHEST).rates.getFirst();
        double most = most(List.of(rates));
        long settled = LEAST;
        for (int t = 1; t < rates.length; t++) {
            settled = Math.abs(rates[t] - rates[t - 1]) > most / 1000 ? t : settled;
        }
        long round = round(rates, most).orElse((int) FURTHEST);
        return Math.min(Math.min(FURTHEST, 4L * round), Math.max(LEAST, settled * 11 / 10));
    }

    /// Where the rate is again what it was at first, after it was something else.
    private static OptionalInt round(double[] rates, double most) {
        boolean left = false;
        for (int t = 1; t < rates.length; t++) {
            double distance = Math.abs(rates[t] - rates[0]);
            left |= distance > most / 10;
            if (left && distance < most / 1000 && t > 2) {
                return OptionalInt.of(t);
            }
        }
        return OptionalInt.empty();
    }

    private static RateCourse run(LrSchedule schedule, Request request, Span.Unit unit, long perEpoch, int steps) {
        LrScheduler scheduler = schedule.start(request.bases());
        List<double[]> rates = new ArrayList<>();
        for (int group = 0; group < request.bases().length; group++) {
            rates.add(new double[steps]);
        }
        double[] momentum = new double[scheduler.momentum(Progress.START, 0).isPresent() ? steps : 0];
        List<String> decisions = new ArrayList<>();
        for (int t = 0; t < steps; t++) {
            int epoch = (int) (t / perEpoch);
            Progress now = new Progress(epoch, t, 0);
            for (int group = 0; group < rates.size(); group++) {
                rates.get(group)[t] = scheduler.lr(now, group);
            }
            if (momentum.length > 0) {
                momentum[t] = scheduler.momentum(now, 0).orElse(Double.NaN);
            }
            if ((t + 1) % perEpoch == 0) {
                double metric = request.metric()[Math.min(epoch, request.metric().length - 1)];
                Progress end = new Progress(epoch + 1, t + 1L, 0);
                LrScheduler next = scheduler.after(key -> OptionalDouble.of(metric), end);
                scheduler.decisions(next, end)
                        .forEach(decision -> decisions.add("after epoch " + (epoch + 1) + ": " + decision.text()));
                scheduler = next;
            }
        }
        return new RateCourse(schedule, unit, perEpoch, rates, momentum, decisions);
    }

    LineChart chart() {
        return new LineChart(rates, new Axis(unit.text(), 0, length(), Axis.Scale.COUNTS),
                new Axis("learning rate", 0, most(), Axis.Scale.NUMBERS));
    }

    int steps() {
        return rates.getFirst().length;
    }

    /// Length of the axis, in its unit.
    double length() {
        return unit == Span.Unit.EPOCHS ? (double) steps() / stepsPerEpoch : steps();
    }

    /// The largest rate of all; 1 where all are 0, so that there is an axis.
    double most() {
        return most(rates);
    }

    private static double most(List<double[]> rates) {
        double most = 0;
        for (double[] group : rates) {
            for (double rate : group) {
                most = Math.max(most, rate);
            }
        }
        return most == 0 ? 1 : most;
    }
}
