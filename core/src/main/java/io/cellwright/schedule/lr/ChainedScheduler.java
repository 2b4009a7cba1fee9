package io.cellwright.schedule.lr;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

import io.cellwright.schedule.EpochSummary;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;

/// Schedules at work together: the rate is the base times each one's factor, which is its rate over the base. A chain
/// within a chain is the same as its members.
///
/// A `WarmUp` takes over for as long as it warms: schedules before it that count nothing but its own unit then begin
/// from what they were at its end, so that decays which fell into the warm-up are lost, as with torch's
/// `ChainedScheduler` and celldetection's `WarmUp`; their phase goes on. Schedules that count another unit, plateaus,
/// and all that come after a `WarmUp` in the chain, are multiplied with it and lose nothing.
///
/// Unlike torch: a plateau may be a member, and begins from the base rate; an absolute part, such as `eta_min` of a
/// cosine, is scaled by the other factors; schedules that do not look at the rate before them in torch (`LambdaLR`,
/// `CosineAnnealingWarmRestarts`, `OneCycleLR`, `CyclicLR`) are factors like all others. With a base of 0 the rate is
/// 0.
///
/// @param schedulers at least one
public record ChainedScheduler(List<LrSchedule> schedulers) implements LrSchedule {
    /// Takes chains among them apart.
    public ChainedScheduler {
        if (schedulers.isEmpty()) {
            throw new IllegalArgumentException("schedulers of a chain must be at least one but were none");
        }
        List<LrSchedule> flat = new ArrayList<>();
        for (LrSchedule scheduler : schedulers) {
            if (scheduler instanceof ChainedScheduler chain) {
                flat.addAll(chain.schedulers);
            } else {
                flat.add(scheduler);
            }
        }
        schedulers = List.copyOf(flat);
        Members.groups(schedulers);
    }

    /// A moment as the members see it.
    private record At(Progress now, int group, double base, List<PlateauState> state) {
        At until(Span span) {
            return new At(now.until(span), group, base, state);
        }
    }

    @Override
    public double lr(Progress now, int group, double base, List<PlateauState> state) {
        return base == 0 ? 0 : base * factor(schedulers.size(), new At(now, group, base, state), Optional.empty());
    }

    /// The factor of the first members.
    ///
    /// @param members how many
    /// @param only of those members that count this unit alone, if given
    private double factor(int members, At at, Optional<Span.Unit> only) {
        if (members == 0) {
            return 1;
        }
        LrSchedule last = schedulers.get(members - 1);
        double before = factor(members - 1, at, only);
        if (only.isPresent() && !(last.units().equals(Set.of(only.get())) && last.plateaus().isEmpty())) {
            return before;
        }
        List<PlateauState> state = Members.part(schedulers, members - 1, at.state);
        double factor = last.lr(at.now, at.group, at.base, state) / at.base;
        Optional<Span> warm = last instanceof RateFormula formula && formula.warmsUp() ? formula.end()
                : Optional.empty();
        if (warm.isEmpty()) {
            return before * factor;
        }
        double lost = factor(members - 1, at.until(warm.get()), Optional.of(warm.get().unit()));
        // What has fallen to nothing stays there.
        return lost == 0 ? 0 : factor * before / lost;
    }

    @Override
    public OptionalDouble momentum(Progress now, int group) {
        return schedulers.reversed().stream().map(scheduler -> scheduler.momentum(now, group))
                .filter(OptionalDouble::isPresent).findFirst().orElse(OptionalDouble.empty());
    }

    @Override
    public boolean movesMomentum() {
        return schedulers.stream().anyMatch(LrSchedule::movesMomentum);
    }

    @Override
    public List<ReduceLROnPlateau> plateaus() {
        return Members.plateaus(schedulers);
    }

    @Override
    public List<PlateauState> after(EpochSummary epoch, Progress lastStep, List<PlateauState> state) {
        List<PlateauState> all = new ArrayList<>();
        for (int s = 0; s < schedulers.size(); s++) {
            all.addAll(schedulers.get(s).after(epoch, lastStep, Members.part(schedulers, s, state)));
        }
        return all;
    }

    @Override
    public Set<Span.Unit> units() {
        return Members.units(schedulers);
    }

    @Override
    public Optional<Span> end() {
        return Optional.empty();
    }

    @Override
    public int groups() {
        return Members.groups(schedulers);
    }

    @Override
    public String text() {
        if (schedulers.size() == 1) {
            return new Call("chain").add(schedulers.getFirst().text()).text();
        }
        return schedulers.stream().map(ChainedScheduler::member).collect(Collectors.joining(" * "));
    }

    private static String member(LrSchedule scheduler) {
        return scheduler instanceof SequentialLR sequence && sequence.schedulers().size() > 1
                ? "(" + scheduler.text() + ")" : scheduler.text();
    }
}
