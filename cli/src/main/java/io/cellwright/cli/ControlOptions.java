package io.cellwright.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.cellwright.optim.GroupRules;
import io.cellwright.schedule.Span;
import io.cellwright.train.Averaging;
import io.cellwright.train.Clipping;
import io.cellwright.train.Control;
import io.cellwright.train.EarlyStopping;
import io.cellwright.train.KeepBest;
import io.cellwright.train.Mode;
import picocli.CommandLine.Option;

/// What watches over a training run and how its steps are made.
final class ControlOptions {
    private static final Pattern SPAN = Pattern.compile("(\\d{1,9}) ?(ep|epochs?|st|steps?)?");
    private static final Pattern RATE = Pattern.compile("([^=]+)=([^=]+)");

    @Option(names = "--early-stopping", negatable = true, defaultValue = "false", fallbackValue = "true",
            description = "Stop when a metric gets no better.")
    private boolean earlyStopping;

    @Option(names = "--early-stopping-monitor", paramLabel = "KEY",
            description = "Which metric of the history. Default: ${DEFAULT-VALUE}.")
    private String earlyStoppingMonitor = EarlyStopping.DEFAULT.metric();

    @Option(names = "--early-stopping-mode", paramLabel = "MODE", converter = Choice.OfMode.class,
            description = "min: the lower the better; max: the higher. Default: max for accuracies and F1 scores, else "
                    + "min.")
    private Optional<Mode> earlyStoppingMode = Optional.empty();

    @Option(names = "--early-stopping-patience", paramLabel = "N",
            description = "After how many checks. Default: ${DEFAULT-VALUE}.")
    private int earlyStoppingPatience = EarlyStopping.DEFAULT.patience();

    @Option(names = "--early-stopping-min-delta", paramLabel = "X",
            description = "How much better counts as better. Default: ${DEFAULT-VALUE}.")
    private double earlyStoppingMinDelta = EarlyStopping.DEFAULT.minDelta();

    @Option(names = "--early-stopping-warmup-epochs", paramLabel = "N",
            description = "Epochs before checks count. Default: ${DEFAULT-VALUE}.")
    private int earlyStoppingWarmupEpochs = EarlyStopping.DEFAULT.warmupEpochs();

    @Option(names = "--keep-best", paramLabel = "KEY",
            description = "End with the weights of the check at which this metric was best.")
    private Optional<String> keepBest = Optional.empty();

    @Option(names = "--keep-best-mode", paramLabel = "MODE", converter = Choice.OfMode.class,
            description = "min or max. Default: as --early-stopping-mode.")
    private Optional<Mode> keepBestMode = Optional.empty();

    @Option(names = "--validate-every", paramLabel = "SPAN",
            description = "Validate every so many epochs or steps: 5ep, 200st; 0 for never. Default: never, or each epoch "
                    + "where something needs it.")
    private Optional<String> validateEvery = Optional.empty();

    @Option(names = "--check-val-every-n-epoch", paramLabel = "N", description = "The same in epochs.")
    private Optional<Integer> checkValEveryNEpoch = Optional.empty();

    @Option(names = "--gradient-clip-val", paramLabel = "X", description = "Limit of the gradient.")
    private Optional<Double> gradientClipVal = Optional.empty();

    @Option(names = "--gradient-clip-algorithm", paramLabel = "NAME",
            description = "norm: over all parameters together; value: each number. Default: ${DEFAULT-VALUE}.")
    private String gradientClipAlgorithm = "norm";

    @Option(names = "--accumulate", paramLabel = "N",
            description = "Minibatches whose mean gradient makes one step. Default: ${DEFAULT-VALUE}.")
    private int accumulate = 1;

    @Option(names = "--ema", paramLabel = "DECAY",
            description = "Validate and end with a moving average of the weights, which keeps this share of itself each "
                    + "step, such as 0.999.")
    private Optional<Double> ema = Optional.empty();

    @Option(names = "--swa-start", paramLabel = "SPAN",
            description = "Validate and end with the mean of the weights at the ends of epochs from this one on: 200ep; "
                    + "steps: 5000st. It goes with a rate such as '1 for 200ep then swa(1e-4)'.")
    private Optional<String> swaStart = Optional.empty();

    @Option(names = "--freeze", paramLabel = "PART", split = ",",
            description = "Parameters that stay as they are, by the beginning of their names: z_encoder, decoder.0.")
    private List<String> freeze = new ArrayList<>();

    @Option(names = "--lr-of", paramLabel = "PART=FACTOR", split = ",",
            description = "Multiply the learning rate of some parameters: decoder=0.1.")
    private List<String> lrOf = new ArrayList<>();

    @Option(names = "--retry-diverged", paramLabel = "N",
            description = "Go back to the last good epoch with half the learning rate when training diverges, at most so "
                    + "many times. Default: ${DEFAULT-VALUE}.")
    private int retryDiverged;

    /// Everything, checked.
    Control control() {
        atLeast("--early-stopping-patience", earlyStoppingPatience, 1);
        atLeast("--early-stopping-warmup-epochs", earlyStoppingWarmupEpochs, 0);
        atLeast("--accumulate", accumulate, 1);
        atLeast("--retry-diverged", retryDiverged, 0);
        if (ema.isPresent() && !(ema.get() > 0 && ema.get() < 1)) {
            throw new IllegalArgumentException("--ema must be in (0, 1) but was " + ema.get()
                    + "; 0.99 averages over about 100 steps, 0.999 over 1,000");
        }
        return new Control(interval(), stopping(), best(), clipping(), accumulate, groups(),
                averaging(), retryDiverged);
    }

    private Optional<Averaging> averaging() {
        if (ema.isPresent() && swaStart.isPresent()) {
            throw new IllegalArgumentException("--ema and --swa-start cannot both be given");
        }
        return ema.<Averaging>map(Averaging.Exponential::new)
                .or(() -> swaStart.map(text -> new Averaging.Equal(span("--swa-start", text))));
    }

    /// Whether a rule watches a metric of validation cells.
    boolean needsValidationCells() {
        return (earlyStopping && earlyStoppingMonitor.contains("validation"))
                || keepBest.filter(key -> key.contains("validation")).isPresent();
    }

    private static void atLeast(String option, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(option + " must be at least " + least + " but was " + value);
        }
    }

    private Optional<Span> interval() {
        if (validateEvery.isPresent() && checkValEveryNEpoch.isPresent()) {
            throw new IllegalArgumentException("--validate-every and --check-val-every-n-epoch cannot both be given");
        }
        checkValEveryNEpoch.ifPresent(epochs -> atLeast("--check-val-every-n-epoch", epochs, 0));
        return validateEvery.map(text -> span("--validate-every", text)).or(() -> checkValEveryNEpoch.map(Span::epochs));
    }

    private static Span span(String option, String text) {
        Matcher parts = SPAN.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(option + " must be a number of epochs or steps such as 5, 5ep or 200st, "
                    + "but was '" + text + "'");
        }
        long count = Long.parseLong(parts.group(1));
        return parts.group(2) != null && parts.group(2).startsWith("s") ? Span.steps(count) : Span.epochs(count);
    }

    private Optional<EarlyStopping> stopping() {
        return earlyStopping
                ? Optional.of(new EarlyStopping(earlyStoppingMonitor, earlyStoppingMinDelta, earlyStoppingPatience,
                        earlyStoppingWarmupEpochs, earlyStoppingMode.orElse(Mode.usual(earlyStoppingMonitor))))
                : Optional.empty();
    }

    private Optional<KeepBest> best() {
        return keepBest.map(key -> new KeepBest(key, keepBestMode.orElse(Mode.usual(key))));
    }

    private Clipping clipping() {
        if (gradientClipVal.isEmpty()) {
            return new Clipping.None();
        }
        if (!(gradientClipVal.get() > 0)) {
            throw new IllegalArgumentException("--gradient-clip-val must be above 0 but was " + gradientClipVal.get());
        }
        return switch (gradientClipAlgorithm) {
            case "norm" -> new Clipping.ByNorm(gradientClipVal.get());
            case "value" -> new Clipping.ByValue(gradientClipVal.get());
            default -> throw new IllegalArgumentException("--gradient-clip-algorithm must be norm or value but was '"
                    + gradientClipAlgorithm + "'");
        };
    }

    private GroupRules groups() {
        return new GroupRules(lrOf.stream().map(ControlOptions::rule).toList(), freeze);
    }

    private static GroupRules.Rule rule(String text) {
        Matcher parts = RATE.matcher(text);
        if (parts.matches()) {
            try {
                return new GroupRules.Rule(parts.group(1), Double.parseDouble(parts.group(2)), OptionalDouble.empty());
            } catch (NumberFormatException noNumber) {
                throw new IllegalArgumentException("--lr-of must be PART=FACTOR with a number such as decoder=0.1 but was '"
                        + text + "'", noNumber);
            }
        }
        throw new IllegalArgumentException("--lr-of must be PART=FACTOR such as decoder=0.1 but was '" + text + "'");
    }
}
