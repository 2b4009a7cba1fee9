package io.cellwright.cli;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import io.cellwright.plan.TrainingPlanConfig;
import io.cellwright.schedule.lr.ScheduledValue;
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
            description = "Default: 300 for scvi, 200 for scanvi, 400 with --preset parity, fewer for more than 26,700, "
                    + "40,000 and 20,000 cells; with --from and --preset parity a third of that, at most 10.")
    private Optional<Integer> maxEpochs = Optional.empty();

    @Option(names = "--batch-size", paramLabel = "N", description = "Cells of a minibatch. Default: ${DEFAULT-VALUE}.")
    private int batchSize = 128;

    @Option(names = "--train-size", paramLabel = "SHARE",
            description = "Share of cells to train on, the others validate. Default: 0.9; for scanvi 1, unless "
                    + "something needs validation or the preset is parity.")
    private Optional<Double> trainSize = Optional.empty();

    @Mixin
    private RateOptions rate = new RateOptions();

    @Option(names = "--weight-decay", paramLabel = "X", description = "L2 decay. Default: ${DEFAULT-VALUE}.")
    private double weightDecay = TrainingPlanConfig.PARITY.weightDecay();

    @Option(names = "--eps", paramLabel = "X", description = "Adam's epsilon. Default: ${DEFAULT-VALUE}.")
    private double eps = TrainingPlanConfig.PARITY.eps();

    @Mixin
    private KlOptions divergence = new KlOptions();

    @Option(names = "--dropout-schedule", paramLabel = "SCHEDULE",
            description = "How the rate of dropout moves, in place of --dropout-rate: 'ramp(.3, .1, 100ep)'.")
    private Optional<String> dropoutSchedule = Optional.empty();

    @Mixin
    private ControlOptions control = new ControlOptions();

    @Option(names = "--seed", paramLabel = "N", description = "Of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    Preset preset() {
        return preset;
    }

    long seed() {
        return seed;
    }

    int threads() {
        return compute.threads();
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
    TrainOptions options(ModelSpec.Kind kind, int cells, boolean pretrained, ScheduledValue classificationRatio,
            OptionalDouble geneDropout, int perLabel) {
        int epochs = epochs(kind, cells, pretrained);
        if (epochs < 1) {
            throw new IllegalArgumentException("--max-epochs must be at least 1 but was " + epochs);
        }
        Control controlled = control.control();
        requireValidationCells(cells);
        TrainingPlanConfig plan = new TrainingPlanConfig(rate.lr(), weightDecay, eps, TrainingPlanConfig.PARITY.klWeight(),
                rate.schedule(epochs),
                dropoutSchedule.map(text -> Schedules.value("--dropout-schedule", text)));
        return new TrainOptions(preset, OptionalInt.of(epochs), batchSize,
                trainSize.map(OptionalDouble::of).orElse(OptionalDouble.empty()), plan, divergence.weight(preset, kind, epochs),
                classificationRatio, geneDropout, perLabel, controlled, seed);
    }

    private void requireValidationCells(int cells) {
        double share = trainSize.orElse(Training.TRAIN_SIZE);
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("--train-size must be in (0, 1] but was " + share);
        }
        boolean watched = control.needsValidationCells() || rate.needsValidationCells();
        if (watched && Math.ceil(share * cells) >= cells) {
            throw new IllegalArgumentException("no cell is left to validate with: --train-size " + share + " of "
                    + cells + " cells are all of them. Give a smaller --train-size, or watch a metric of training");
        }
    }
}
