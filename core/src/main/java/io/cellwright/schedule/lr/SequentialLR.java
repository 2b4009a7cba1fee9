package io.cellwright.schedule.lr;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

import io.cellwright.schedule.EpochSummary;
import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;

/// One schedule after another, as torch's `SequentialLR`. Each begins from the base rate, and its clocks begin at its
/// milestone: a clock of the milestone's unit at the milestone, the other at the last milestone of its own unit, or
/// with the run, because which epoch step 512 falls in depends on the data. So after `warmup(512)` a `cosine(400ep)`
/// ends with epoch 400 of the run.
///
/// Unlike torch: milestones are checked; equal ones, or one at 0, make empty segments; nothing is stepped when the
/// sequence is made, so that a chain as the first segment begins where it begins alone; a {@link ReduceLROnPlateau}
/// begins from the base rate, hears the metrics of the epochs of its own segment and no others, and never one that was
/// made up. Its first metric is that of the first epoch whose last step comes after the milestone.
///
/// @param schedulers at least one
/// @param milestones where the next one begins, one fewer; those of one unit must not fall
public record SequentialLR(List<LrSchedule> schedulers, List<Span> milestones) implements LrSchedule {
    /// Checks numbers and order.
    public SequentialLR {
        schedulers = List.copyOf(schedulers);
        milestones = List.copyOf(milestones);
        if (schedulers.isEmpty()) {
            throw new IllegalArgumentException("schedulers of a sequence must be at least one but were none");
        }
        if (milestones.size() != schedulers.size() - 1) {
            throw new IllegalArgumentException("milestones must be " + (schedulers.size() - 1)
                    + ", one fewer than schedulers, but were " + milestones.size());
        }
        for (Span.Unit unit : Span.Unit.values()) {
            long last = 0;
            for (Span milestone : milestones) {
                if (milestone.unit() == unit && milestone.count() < last) {
                    throw new IllegalArgumentException("milestones must not fall but " + milestone + " comes after "
                            + new Span(last, unit));
                }
                last = milestone.unit() == unit ? milestone.count() : last;
            }
        }
        Members.groups(schedulers);
    }

    @Override
    public double lr(Progress now, int group, double base, List<PlateauState> state) {
        int segment = segment(now);
        return schedulers.get(segment).lr(local(now, segment), group, base,
                Members.part(schedulers, segment, state));
    }

    @Override
    public OptionalDouble momentum(Progress now, int group) {
        int segment = segment(now);
        return schedulers.get(segment).momentum(local(now, segment), group);
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
        int active = segment(lastStep);
        List<PlateauState> all = new ArrayList<>();
        for (int s = 0; s < schedulers.size(); s++) {
            List<PlateauState> part = Members.part(schedulers, s, state);
            all.addAll(s == active ? schedulers.get(s).after(epoch, local(lastStep, s), part) : part);
        }
        return all;
    }

    @Override
    public Set<Span.Unit> units() {
        Set<Span.Unit> all = Members.units(schedulers);
        milestones.forEach(milestone -> all.add(milestone.unit()));
        return all;
    }

    @Override
    public Optional<Span> end() {
        return schedulers.getLast().end()
                .map(span -> new Span(beginning(schedulers.size() - 1, span.unit()) + span.count(), span.unit()));
    }

    @Override
    public int groups() {
        return Members.groups(schedulers);
    }

    @Override
    public String text() {
        if (schedulers.size() == 1) {
            return new Call("sequence").add(schedulers.getFirst().text()).text();
        }
        StringBuilder text = new StringBuilder();
        for (int s = 0; s < schedulers.size(); s++) {
            LrSchedule scheduler = schedulers.get(s);
            boolean nested = scheduler instanceof SequentialLR inner && inner.schedulers.size() > 1;
            text.append(nested ? "(" + scheduler.text() + ")" : scheduler.text());
            if (s < milestones.size()) {
                Span milestone = milestones.get(s);
                Span length = new Span(milestone.count() - beginning(s, milestone.unit()), milestone.unit());
                text.append(scheduler.end().equals(Optional.of(length)) ? "" : " for " + length.text())
                        .append(" then ");
            }
        }
        return text.toString();
    }

    /// The sequence of segments that last so long, except for the last, which has no end here.
    public static SequentialLR ofLengths(List<LrSchedule> schedulers, List<Span> lengths) {
        List<Span> milestones = new ArrayList<>();
        for (Span length : lengths) {
            long before = milestones.stream().filter(m -> m.unit() == length.unit()).mapToLong(Span::count).max()
                    .orElse(0);
            milestones.add(new Span(before + length.count(), length.unit()));
        }
        return new SequentialLR(schedulers, milestones);
    }

    private int segment(Progress now) {
        int passed = 0;
        while (passed < milestones.size() && milestones.get(passed).isOver(now)) {
            passed++;
        }
        return passed;
    }

    private Progress local(Progress now, int segment) {
        Progress local = now;
        for (Span.Unit unit : Span.Unit.values()) {
            local = local.since(new Span(beginning(segment, unit), unit));
        }
        return local;
    }

    /// Where a segment's clock of that unit begins: at the last milestone of the unit before it.
    private long beginning(int segment, Span.Unit unit) {
        long last = 0;
        for (Span milestone : milestones.subList(0, segment)) {
            last = milestone.unit() == unit ? milestone.count() : last;
        }
        return last;
    }
}
