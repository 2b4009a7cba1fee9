package io.cellwright.cli;

import java.util.Optional;

import io.cellwright.plan.TrainingPlanConfig;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.formula.LinearDecay;
import io.cellwright.schedule.lr.LrSchedule;
import io.cellwright.schedule.lr.ReduceLROnPlateau;
import picocli.CommandLine.Option;

/// The learning rate and how it moves.
final class RateOptions {
    @Option(names = "--lr", paramLabel = "RATE", description = "Learning rate. Default: ${DEFAULT-VALUE}.")
    private double lr = TrainingPlanConfig.PARITY.lr();

    @Option(names = "--lr-schedule", paramLabel = "SCHEDULE",
            description = "How the learning rate moves: 'warmup(512) then cosine(T_max=512, eta_min=1e-5)'. 'cellwright "
                    + "schedule' draws it. Default: see --lr-decay.")
    private Optional<String> lrSchedule = Optional.empty();

    @Option(names = "--reduce-lr-on-plateau", negatable = true, defaultValue = "false", fallbackValue = "true",
            description = "Lower the learning rate when a metric stops falling.")
    private boolean reduceLrOnPlateau;

    @Option(names = "--lr-factor", paramLabel = "X", description = "By how much. Default: ${DEFAULT-VALUE}.")
    private double lrFactor = TrainingPlanConfig.DEFAULT_PLATEAU.factor();

    @Option(names = "--lr-patience", paramLabel = "N",
            description = "After how many epochs. Default: ${DEFAULT-VALUE}.")
    private int lrPatience = TrainingPlanConfig.DEFAULT_PLATEAU.patience();

    @Option(names = "--lr-threshold", paramLabel = "X",
            description = "How much lower counts as lower. Default: ${DEFAULT-VALUE}.")
    private double lrThreshold = TrainingPlanConfig.DEFAULT_PLATEAU.threshold();

    @Option(names = "--lr-decay", paramLabel = "SHARE",
            description = "Share of the run, at its end, over which the learning rate falls to 0. Default: 0.5 for "
                    + "scvi; 0 for scanvi, with --preset parity and with --reduce-lr-on-plateau.")
    private Optional<Double> lrDecay = Optional.empty();

    @Option(names = "--lr-min", paramLabel = "RATE", description = "Never below. Default: ${DEFAULT-VALUE}.")
    private double lrMin = TrainingPlanConfig.DEFAULT_PLATEAU.minimum();

    @Option(names = "--lr-scheduler-metric", paramLabel = "KEY",
            description = "Which metric. Default: ${DEFAULT-VALUE}.")
    private String lrSchedulerMetric = TrainingPlanConfig.DEFAULT_PLATEAU.metric();

    double lr() {
        return lr;
    }

    /// How the rate moves in a run of so many epochs; empty where nothing was said: then the preset decides.
    Optional<LrSchedule> schedule(int epochs) {
        if (lrDecay.isPresent() && !(lrDecay.get() >= 0 && lrDecay.get() <= 1)) {
            throw new IllegalArgumentException("--lr-decay must be in [0, 1] but was " + lrDecay.get());
        }
        boolean decays = lrDecay.filter(share -> share > 0).isPresent();
        if (decays && reduceLrOnPlateau) {
            throw new IllegalArgumentException("--lr-decay and --reduce-lr-on-plateau cannot both be given");
        }
        if (lrSchedule.isPresent() && (decays || reduceLrOnPlateau)) {
            throw new IllegalArgumentException("--lr-schedule says all about how the rate moves; write '"
                    + (decays ? "decay(from=0.5, over=100ep)" : "plateau(factor=.6, patience=30)") + "' in it in place of "
                    + (decays ? "--lr-decay" : "--reduce-lr-on-plateau"));
        }
        return lrSchedule.map(text -> Schedules.rate("--lr-schedule", text))
                .or(() -> plateau())
                .or(() -> lrDecay.map(share -> new LinearDecay(1 - share, Span.epochs(epochs))));
    }

    private Optional<LrSchedule> plateau() {
        return reduceLrOnPlateau
                ? Optional.of(new ReduceLROnPlateau.Rule(lrSchedulerMetric, lrFactor, lrPatience, lrThreshold, lrMin)
                        .schedule())
                : Optional.empty();
    }

    /// Whether the rate listens to a metric of validation cells.
    boolean needsValidationCells() {
        return lrSchedule.map(text -> Schedules.rate("--lr-schedule", text)).or(this::plateau).stream()
                .flatMap(how -> how.plateaus().stream()).anyMatch(p -> p.metric().contains("validation"));
    }
}
