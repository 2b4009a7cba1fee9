package io.cellwright.schedule.formula;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

import io.cellwright.schedule.Progress;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.lr.Call;
import io.cellwright.schedule.lr.PerGroup;
import io.cellwright.schedule.lr.Range;
import io.cellwright.schedule.lr.RateFormula;

/// torch's `SWALR`, the rate of stochastic weight averaging: `base * (1 - a) + swa_lr * a`, where a goes from 0 to 1
/// over `anneal_epochs` and stays there. Averaging the weights is the trainer's.
///
/// @param swaLr the rate at the end, one for all groups or one for each
/// @param annealEpochs how long; in epochs unless a unit is given, as its name says
/// @param annealStrategy the way from one to the other
public record SWALR(PerGroup<Double> swaLr, Span annealEpochs, Anneal annealStrategy) implements RateFormula {
    /// torch's 10 epochs.
    public static final Span ANNEAL_EPOCHS = Span.epochs(10);

    /// Checks the rates.
    public SWALR {
        Range.notNegative("swa_lr", swaLr);
        if (swaLr.values().isEmpty()) {
            throw new IllegalArgumentException("swa_lr must be one rate, or one for each group, but was none");
        }
    }

    /// torch's defaults: along a cosine over 10 epochs.
    public SWALR(double swaLr) {
        this(PerGroup.all(swaLr), ANNEAL_EPOCHS, Anneal.COS);
    }

    @Override
    public double lr(Progress now, int group, double base) {
        double a = annealStrategy.between(0, 1, annealEpochs.share(now));
        return base * (1 - a) + swaLr.get(group) * a;
    }

    @Override
    public Set<Span.Unit> units() {
        return EnumSet.of(annealEpochs.unit());
    }

    @Override
    public Optional<Span> end() {
        return Optional.of(annealEpochs);
    }

    @Override
    public int groups() {
        return swaLr.groups();
    }

    @Override
    public String text() {
        Call call = new Call("SWALR").with("swa_lr", swaLr);
        if (!annealEpochs.equals(ANNEAL_EPOCHS)) {
            String unit = annealEpochs.unit() == Span.Unit.EPOCHS ? "ep" : " steps";
            call.with("anneal_epochs", annealEpochs.count() + unit);
        }
        return call.unless(Anneal.COS, "anneal_strategy", annealStrategy).text();
    }
}
