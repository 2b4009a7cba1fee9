package io.cellwright.schedule.formula;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Call;
import io.cellwright.schedule.lr.Range;
import io.cellwright.schedule.lr.RateFormula;

/// torch's `MultiStepLR`: `base * gamma^n`, where n is how many milestones are reached. One that is given twice counts
/// twice, and their order does not matter.
///
/// @param milestones steps or epochs, each by its own unit
/// @param gamma at least 0
public record MultiStepLR(List<Span> milestones, double gamma) implements RateFormula {
    /// Checks the factor, and keeps a copy.
    public MultiStepLR {
        milestones = List.copyOf(milestones);
        Range.notNegative("gamma", gamma);
    }

    @Override
    public double lr(Progress now, int group, double base) {
        long reached = milestones.stream().filter(milestone -> milestone.isOver(now)).count();
        return base * Math.pow(gamma, (double) reached);
    }

    @Override
    public Set<Span.Unit> units() {
        EnumSet<Span.Unit> units = EnumSet.noneOf(Span.Unit.class);
        milestones.forEach(milestone -> units.add(milestone.unit()));
        return units;
    }

    @Override
    public Optional<Span> end() {
        return Optional.empty();
    }

    @Override
    public String text() {
        return new Call("MultiStepLR").with("milestones", milestones).unless(0.1, "gamma", gamma).text();
    }
}
