package io.cellwright.cli;

import java.util.Optional;

import io.cellwright.plan.KlWarmup;
import io.cellwright.schedule.lr.ScheduledValue;
import io.cellwright.task.ModelSpec;
import io.cellwright.task.TrainOptions.Preset;
import io.cellwright.task.Training;
import picocli.CommandLine.Option;

/// The weight of the divergence in the loss.
final class KlOptions {
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

    @Option(names = "--kl-weight", paramLabel = "SCHEDULE",
            description = "How the weight moves, in place of the four above: 'ramp(0, 1, 400ep)'.")
    private Optional<String> klWeight = Optional.empty();

    /// Empty where nothing was said: then the preset decides.
    Optional<ScheduledValue> weight(Preset preset, ModelSpec.Kind kind, int epochs) {
        if (epochsKlWarmup.isPresent() && stepsKlWarmup.isPresent()) {
            throw new IllegalArgumentException("--n-epochs-kl-warmup and --n-steps-kl-warmup cannot both be given");
        }
        boolean warmup = epochsKlWarmup.isPresent() || stepsKlWarmup.isPresent() || minKlWeight.isPresent()
                || maxKlWeight.isPresent();
        if (warmup && klWeight.isPresent()) {
            throw new IllegalArgumentException("--kl-weight says all about the weight of the divergence; leave out "
                    + "--n-epochs-kl-warmup, --n-steps-kl-warmup, --min-kl-weight and --max-kl-weight");
        }
        if (!warmup) {
            return klWeight.map(text -> Schedules.value("--kl-weight", text));
        }
        int usual = preset == Preset.PARITY ? 400 : Training.warmupEpochs(kind, epochs);
        int warm = stepsKlWarmup.isPresent() ? 0 : epochsKlWarmup.orElse(usual);
        return Optional.of(KlWarmup.ofEpochsOrSteps(minKlWeight.orElse(0.0), maxKlWeight.orElse(1.0), warm,
                stepsKlWarmup.orElse(0)));
    }
}
