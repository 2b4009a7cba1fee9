package io.cellwright.cli;

import java.util.Optional;
import java.util.OptionalDouble;

import io.cellwright.schedule.lr.ScheduledValue;
import picocli.CommandLine.Option;

/// What scANVI has beside scVI.
final class ScanviOptions {
    /// For models without a classifier.
    static final ScanviOptions NONE = new ScanviOptions();

    @Option(names = "--linear-classifier", negatable = true, defaultValue = "false", fallbackValue = "true",
            description = "A single linear layer as classifier.")
    private boolean linearClassifier;

    @Option(names = "--classification-ratio", paramLabel = "X",
            description = "Weight of the classifier's loss, a number or a schedule such as '50 * steplr(100ep)'. Default: "
                    + "${DEFAULT-VALUE}.")
    private String classificationRatio = "50";

    @Option(names = "--gene-dropout", paramLabel = "P",
            description = "Share of a labelled cell's counts that are hidden from the classifier each time that it learns from "
                    + "it. Default: 0.8; 0 with --preset parity.")
    private Optional<Double> geneDropout = Optional.empty();

    @Option(names = "--n-samples-per-label", paramLabel = "N",
            description = "Labelled cells of each type drawn for an epoch; 0 for all. Default: ${DEFAULT-VALUE}.")
    private int samplesPerLabel;

    boolean linearClassifier() {
        return linearClassifier;
    }

    ScheduledValue classificationRatio() {
        return Schedules.value("--classification-ratio", classificationRatio);
    }

    OptionalDouble geneDropout() {
        if (geneDropout.isPresent() && !(geneDropout.get() >= 0 && geneDropout.get() < 1)) {
            throw new IllegalArgumentException("--gene-dropout must be in [0, 1) but was " + geneDropout.get());
        }
        return geneDropout.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    int samplesPerLabel() {
        if (samplesPerLabel < 0) {
            throw new IllegalArgumentException("--n-samples-per-label must be at least 0 but was " + samplesPerLabel);
        }
        return samplesPerLabel;
    }
}
