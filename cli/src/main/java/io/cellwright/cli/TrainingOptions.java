package io.cellwright.cli;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import io.cellwright.plan.KlWarmup;
import io.cellwright.plan.TrainingPlanConfig;
import io.cellwright.schedule.Span;
import io.cellwright.schedule.formula.LinearDecay;
import io.cellwright.schedule.lr.ReduceLROnPlateau;
import io.cellwright.task.ModelSpec;
import io.cellwright.task.TrainOptions;
import io.cellwright.task.TrainOptions.Preset;
import io.cellwright.task.Training;
import io.cellwright.train.Control;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// How a model is trained; names and defaults are scvi-tools'.
final class TrainingOptions {
    @Option(names = "--preset", paramLabel = "NAME", converter = Choice.OfPreset.class, defaultValue = "default",
            description = "default: what is right; parity: scvi-tools' schedules and quirks, so that numbers can be "
                    + "compared.")
    private Preset preset = Preset.DEFAULT;

    @Option(names = "--max-epochs", paramLabel = "N",
            description = "Default: 300 for scvi, fewer above 26,700 cells; 400 for scanvi and with --preset parity, "
                    + "fewer above 20,000; with --from and --preset parity a third of that, at most 10.")
    private Optional<Integer> maxEpochs = Optional.empty();

    @Option(names = "--batch-size", paramLabel = "N", description = "Cells of a minibatch. Default: ${DEFAULT-VALUE}.")
    private int batchSize = 128;

    @Option(names = "--train-size", paramLabel = "SHARE",
            description = "Share of cells to train on, the others validate. Default: 0.9; for scanvi 1, unless "
                    + "something needs validation or the preset is parity.")
    private Optional<Double> trainSize = Optional.empty();

    @Option(names = "--lr", paramLabel = "RATE", description = "Learning rate. Default: ${DEFAULT-VALUE}.")
    private double lr = TrainingPlanConfig.PARITY.lr();

    @Option(names = "--weight-decay", paramLabel = "X", description = "L2 decay. Default: ${DEFAULT-VALUE}.")
    private double weightDecay = TrainingPlanConfig.PARITY.weightDecay();

    @Option(names = "--eps", paramLabel = "X", description = "Adam's epsilon. Default: ${DEFAULT-VALUE}.")
    private double eps = TrainingPlanConfig.PARITY.eps();

    @Option(names = "--n-epochs-kl-warmup", paramLabel = "N",
            description = "Epochs until the divergence has its full weight; 0 for none. Default: nearly all for scvi, "
                    + "half for scanvi; with --preset parity 400.")
    private Optional<Integer> epochsKlWarmup = Optional.empty();

    @Option(names = "--n-steps-kl-warmup", paramLabel = "N", description = "The same in steps.")
    private Optional<Integer> stepsKlWarmup = Optional.empty();

    @Option(names = "--min-kl-weight", paramLabel = "X",
            description = "Weight of the divergence at the start. Default: 0.")
    private Optional<Double> minKlWeight = Optional.empty();

    @Option(names = "--max-kl-weight", paramLabel = "X",
            description = "Weight of the divergence when warm. Default: 1.")
    private Optional<Double> maxKlWeight = Optional.empty();

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

    @Mixin
    private ControlOptions control = new ControlOptions();

    @Option(names = "--seed", paramLabel = "N", description = "Of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--threads", paramLabel = "N",
            description = "Threads to compute with; they do not change the result. Default: one a core, at most 16.")
    private Optional<Integer> threads = Optional.empty();

    long seed() {
        return seed;
    }

    int threads() {
        return threads(threads);
    }

    /// Threads asked for, or one a core.
    static int threads(Optional<Integer> asked) {
        int count = asked.orElse(Math.min(16, Runtime.getRuntime().availableProcessors()));
        if (count < 1) {
            throw new IllegalArgumentException("--threads must be at least 1 but was " + count);
        }
        return count;
    }

    private int epochs(ModelSpec.Kind kind, int cells, boolean pretrained) {
        return maxEpochs.orElse(pretrained && preset == Preset.PARITY ? Training.parityEpochsAfterScvi(cells)
                : Training.epochs(preset, kind, cells));
    }

    /// Everything for so many cells, checked.
    ///
    /// @param pretrained whether the model starts from a trained one
    TrainOptions options(ModelSpec.Kind kind, int cells, boolean pretrained, double classificationRatio,
            OptionalDouble geneDropout, int perLabel) {
        int epochs = epochs(kind, cells, pretrained);
        if (epochs < 1) {
            throw new IllegalArgumentException("--max-epochs must be at least 1 but was " + epochs);
        }
        Control controlled = control.control();
        requireValidationCells(cells);
        TrainingPlanConfig plan = new TrainingPlanConfig(lr, weightDecay, eps, TrainingPlanConfig.PARITY.klWarmup(),
                plateau(), decay(epochs));
        return new TrainOptions(preset, OptionalInt.of(epochs), batchSize,
                trainSize.map(OptionalDouble::of).orElse(OptionalDouble.empty()), plan, klWarmup(kind, epochs),
                classificationRatio, geneDropout, perLabel, controlled, seed);
    }

    private void requireValidationCells(int cells) {
        double share = trainSize.orElse(Training.TRAIN_SIZE);
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("--train-size must be in (0, 1] but was " + share);
        }
        boolean watched = control.needsValidationCells() || (reduceLrOnPlateau && lrSchedulerMetric.contains("validation"));
        if (watched && Math.ceil(share * cells) >= cells) {
            throw new IllegalArgumentException("no cell is left to validate with: --train-size " + share + " of "
                    + cells + " cells are all of them. Give a smaller --train-size, or watch a metric of training");
        }
    }

    private Optional<ReduceLROnPlateau.Rule> plateau() {
        return reduceLrOnPlateau
                ? Optional.of(new ReduceLROnPlateau.Rule(lrSchedulerMetric, lrFactor, lrPatience, lrThreshold, lrMin))
                : Optional.empty();
    }

    /// Empty where nothing was said: then the preset decides.
    private Optional<LinearDecay> decay(int epochs) {
        if (lrDecay.isPresent() && !(lrDecay.get() >= 0 && lrDecay.get() <= 1)) {
            throw new IllegalArgumentException("--lr-decay must be in [0, 1] but was " + lrDecay.get());
        }
        if (lrDecay.isPresent() && lrDecay.get() > 0 && reduceLrOnPlateau) {
            throw new IllegalArgumentException("--lr-decay and --reduce-lr-on-plateau cannot both be given");
        }
        return lrDecay.filter(share -> !reduceLrOnPlateau)
                .map(share -> new LinearDecay(1 - share, Span.epochs(epochs)));
    }

    /// Empty where nothing was said: then the preset decides.
    private Optional<KlWarmup> klWarmup(ModelSpec.Kind kind, int epochs) {
        if (epochsKlWarmup.isPresent() && stepsKlWarmup.isPresent()) {
            throw new IllegalArgumentException("--n-epochs-kl-warmup and --n-steps-kl-warmup cannot both be given");
        }
        if (epochsKlWarmup.isEmpty() && stepsKlWarmup.isEmpty() && minKlWeight.isEmpty() && maxKlWeight.isEmpty()) {
            return Optional.empty();
        }
        int usual = preset == Preset.PARITY ? 400 : Training.warmupEpochs(kind, epochs);
        int warm = stepsKlWarmup.isPresent() ? 0 : epochsKlWarmup.orElse(usual);
        return Optional.of(KlWarmup.ofEpochsOrSteps(minKlWeight.orElse(0.0), maxKlWeight.orElse(1.0), warm,
                stepsKlWarmup.orElse(0)));
    }
}
