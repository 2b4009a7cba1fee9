package io.cellwright.schedule.lr;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

import io.cellwright.schedule.EpochSummary;
import io.cellwright.schedule.Progress;

/// The learning rate of a run: a value. Asking for the rate changes nothing, and an epoch's metrics give a new value.
/// The three components are all there is to it: put together again, they go on where they were.
///
/// @param schedule how the rate moves
/// @param bases the rate of each parameter group, or one for all; finite, at least 0
/// @param state what metrics have decided so far: one for each plateau of the schedule, so empty for most
public record LrScheduler(LrSchedule schedule, List<Double> bases, List<PlateauState> state) {
    /// Checks that the parts belong together.
    public LrScheduler {
        bases = List.copyOf(bases);
        state = List.copyOf(state);
        if (bases.isEmpty()) {
            throw new IllegalArgumentException("base rates must be one for all groups, or one for each, but were none");
        }
        bases.forEach(base -> Range.notNegative("lr", base));
        if (schedule.groups() > 1 && schedule.groups() != bases.size()) {
            throw new IllegalArgumentException("base rates must be " + schedule.groups() + ", one for each group that "
                    + "the schedule names, but were " + bases.size());
        }
        if (state.size() != schedule.plateaus().size()) {
            throw new IllegalArgumentException("states must be " + schedule.plateaus().size()
                    + ", one for each plateau of the schedule, but were " + state.size());
        }
        for (PlateauState plateau : state) {
            if (plateau.rates().size() != bases.size()) {
                throw new IllegalArgumentException("a plateau's rates must be " + bases.size()
                        + ", as many as base rates, but were " + plateau.rates().size());
            }
        }
    }

    /// A rate that begins to move.
    ///
    /// @param bases one for each group, or one for all
    public static LrScheduler of(LrSchedule schedule, double... bases) {
        List<Double> rates = Arrays.stream(bases).boxed().toList();
        return new LrScheduler(schedule, rates, schedule.plateaus().stream().map(rule -> rule.start(rates)).toList());
    }

    /// A rate that never changes.
    public static LrScheduler constant(double rate) {
        return of(new Factor(1), rate);
    }

    /// The rate of parameter group `group` for the step that comes after `now`.
    public double lr(Progress now, int group) {
        return schedule.lr(now, group, base(group), state);
    }

    /// The momentum of SGD, or beta1 of Adam, of group `group` for the step that comes after `now`, where the schedule
    /// moves it. Where it does not, also behind the end of a segment that did, the optimizer's own holds.
    public OptionalDouble momentum(Progress now, int group) {
        return schedule.momentum(now, group);
    }

    /// The scheduler after an epoch.
    ///
    /// An epoch's metric goes to the plateau under which its last step was made: in a sequence one whose turn comes
    /// later hears nothing of it.
    ///
    /// @param epoch its metrics
    /// @param end finished work when it is over, itself included
    /// @throws IllegalArgumentException if a plateau's metric is not a finite number
    public LrScheduler after(EpochSummary epoch, Progress end) {
        Progress lastStep = new Progress(Math.max(0, end.epoch() - 1), Math.max(0, end.step() - 1), end.cells());
        return new LrScheduler(schedule, bases, schedule.after(epoch, lastStep, state));
    }

    /// What was decided between this scheduler and `next`, the same after an epoch: one decision for each plateau and
    /// each group whose rate it lowered.
    ///
    /// @param now where the rates are compared
    public List<LrDecision> decisions(LrScheduler next, Progress now) {
        List<LrDecision> decisions = new ArrayList<>();
        for (int p = 0; p < state.size(); p++) {
            for (int group = 0; group < bases.size(); group++) {
                if (next.state.get(p).rates().get(group) < state.get(p).rates().get(group)) {
                    String of = bases.size() == 1 ? "" : " (group " + group + ")";
                    decisions.add(new LrDecision(group, lr(now, group), next.lr(now, group), schedule.plateaus().get(p)
                            .metric() + " has not improved for " + epochs(state.get(p).bad() + 1) + of));
                }
            }
        }
        return decisions;
    }

    private static String epochs(int count) {
        return count + (count == 1 ? " epoch" : " epochs");
    }

    private double base(int group) {
        if (bases.size() > 1 && group >= bases.size()) {
            throw new IllegalArgumentException("the group must be one of the " + bases.size()
                    + " that have a base rate but was " + group);
        }
        return bases.get(bases.size() == 1 ? 0 : group);
    }
}
