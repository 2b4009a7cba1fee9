package io.cellwright.schedule.lr;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

import io.cellwright.schedule.EpochSummary;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Schedule;
import io.cellwright.schedule.Span;

/// How a learning rate moves: a description, without the rates that it begins from. Descriptions are values; making one
/// does nothing else. With base rates it becomes a {@link LrScheduler}, which a run asks for its rate.
///
/// A rate is a function of progress and of what metrics have decided so far, and of nothing else: not of how often it
/// was asked, nor of where the run was stopped. What metrics decided is a list of {@link PlateauState}, one for each
/// {@link ReduceLROnPlateau} in the description, from left to right; without one it is empty.
///
/// Bare numbers count optimizer steps; a {@link Span} can count epochs instead, and then finished ones. Schedules in
/// different units can be put together freely.
public sealed interface LrSchedule permits RateFormula, ReduceLROnPlateau, SequentialLR, ChainedScheduler, Clamp {
    /// The rate for the step that comes after `now`.
    ///
    /// @param group number of the parameter group
    /// @param base the group's own rate, at least 0
    /// @param state one for each plateau in here
    double lr(Progress now, int group, double base, List<PlateauState> state);

    /// The momentum of SGD, or beta1 of Adam, for the step that comes after `now`, where the schedule moves it.
    default OptionalDouble momentum(Progress now, int group) {
        return OptionalDouble.empty();
    }

    /// Whether it moves the momentum at any time: what is trained by it must have one. A formula of one's own whose
    /// momentum comes later than the first step says so here.
    default boolean movesMomentum() {
        return momentum(Progress.START, 0).isPresent();
    }

    /// The plateaus in here, from left to right.
    default List<ReduceLROnPlateau> plateaus() {
        return List.of();
    }

    /// What the plateaus know after an epoch.
    ///
    /// @param lastStep finished work before the epoch's last step
    default List<PlateauState> after(EpochSummary epoch, Progress lastStep, List<PlateauState> state) {
        return state;
    }

    /// The units that this schedule counts; none where it does not look at progress.
    Set<Span.Unit> units();

    /// Where it has done all that it does by itself, and another can take over; empty where it goes on for ever.
    Optional<Span> end();

    /// For how many parameter groups this is written, 1 for any number.
    default int groups() {
        return 1;
    }

    /// As text, which `ScheduleText.parse` reads: the same value comes out.
    ///
    /// @throws UnsupportedOperationException if a function of one's own is in here, which has no text
    String text();

    /// A rate that moves so, from these rates: one for each group, or one for all.
    default LrScheduler start(double... bases) {
        return LrScheduler.of(this, bases);
    }

    /// This one for as long as it lasts, then `next`, from the base rate again and with clocks of its own.
    ///
    /// @throws IllegalArgumentException if this one goes on for ever: say how long with {@link #then(Span, LrSchedule)}
    default SequentialLR then(LrSchedule next) {
        return then(end().orElseThrow(() -> new IllegalArgumentException("a schedule must have an end, or a span "
                + "must be given, for another to follow but this goes on for ever")), next);
    }

    /// This one for `span`, then `next`, from the base rate again and with clocks of its own.
    default SequentialLR then(Span span, LrSchedule next) {
        return new SequentialLR(List.of(this, next), List.of(span));
    }

    /// Both at once: their factors are multiplied, see {@link ChainedScheduler}.
    default ChainedScheduler times(LrSchedule other) {
        return new ChainedScheduler(List.of(this, other));
    }

    /// Never below `least`, never above `most`.
    default Clamp clamp(double least, double most) {
        return new Clamp(this, least, most);
    }

    /// Any other number that moves like this, from `base`: a weight of the loss, a dropout rate.
    ///
    /// @throws IllegalArgumentException if there is a plateau in here: only learning rates listen to metrics
    default Schedule from(double base) {
        return new ScheduledValue(base == 1 ? this : new Factor(base).times(this));
    }
}
