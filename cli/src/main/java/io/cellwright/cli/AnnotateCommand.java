package io.cellwright.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

import io.cellwright.data.DataException;
import io.cellwright.task.Setup;
import io.cellwright.task.annotate.AnnotateOptions;
import io.cellwright.task.annotate.Annotation;
import io.cellwright.task.annotate.Annotator;
import io.cellwright.task.annotate.Candidate;
import io.cellwright.tensor.Device;
import io.cellwright.train.Callback;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Labels all cells from those of some.
@Command(
        name = "annotate",
        header = "Cell types for all cells from those of some, or 'unknown'.",
        description = "Chooses by cross-validation on the labelled cells among scANVI, a classifier and logistic "
                + "regression. Writes obs/cellwright_label, obs/cellwright_best_label (never unknown), "
                + "obs/cellwright_confidence and uns/cellwright. "
                + "A labelled cell is answered as if its label were hidden.",
        abbreviateSynopsis = true,
        sortOptions = false)
final class AnnotateCommand implements Callable<Integer> {
    /// As it was read, without the cells of a fold, and made ready for each of three candidates.
    private static final int ENTRY_BYTES = 60;

    private final Session session;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "Cells with raw counts, some of them with a "
            + "cell type: an .h5ad file, a .zarr store or a .loom file.")
    private Path file = Path.of("");

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(names = "--labels-key", required = true, paramLabel = "COLUMN",
            description = "Column of obs with the cell type.")
    private String labelsKey = "";

    @Option(names = "--unlabeled-category", paramLabel = "NAME",
            description = "What stands there for a cell without one; a missing value means it too. Default: "
                    + "${DEFAULT-VALUE}.")
    private String unlabeledCategory = Setup.UNKNOWN;

    @Option(names = "--layer", paramLabel = "NAME",
            description = "Where the counts are: a layer, or 'raw' for raw/X. Default: X.")
    private Optional<String> layer = Optional.empty();

    @Option(names = "--batch-key", paramLabel = "COLUMN", description = "Column of obs with the experimental batch.")
    private Optional<String> batchKey = Optional.empty();

    @Option(names = "--unknown-rate", paramLabel = "SHARE",
            description = "Share of the cells of labelled types that may come back unknown. Default: ${DEFAULT-VALUE}.")
    private double unknownRate = AnnotateOptions.UNKNOWN_RATE;

    @Option(names = "--candidates", paramLabel = "NAME", split = ",",
            description = "Choose among these only: scanvi, classifier (or mlp_classifier), logistic "
                    + "(or logistic_regression). Default: all.")
    private List<String> candidates = new ArrayList<>();

    @Option(names = "--folds", paramLabel = "N", description = "Of the cross-validation. Default: ${DEFAULT-VALUE}.")
    private int folds = AnnotateOptions.FOLDS;

    @Option(names = "--seed", paramLabel = "N", description = "Of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Mixin
    private MemoryOption.InMemory memory = new MemoryOption.InMemory();

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    AnnotateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try {
            return annotateAndWrite().code();
        } catch (DataException unnamed) {
            throw unnamed.in(file);
        } catch (CancellationException stopped) {
            session.say("interrupted; no output was written");
            return ExitStatus.INTERRUPTED.code();
        }
    }

    private AnnotateOptions options() {
        List<Candidate> chosen = candidates.isEmpty() ? List.of(Candidate.values())
                : candidates.stream().map(String::strip).map(Candidate::of).toList();
        return new AnnotateOptions(labelsKey, unlabeledCategory, batchKey, chosen, folds, unknownRate, seed);
    }

    private ExitStatus annotateAndWrite() {
        AnnotateOptions options = options();
        try (OutputFile target = output.file(file)) {
            return annotateAndWrite(options, target);
        }
    }

    private ExitStatus annotateAndWrite(AnnotateOptions options, OutputFile target) {
        Device device = session.device().apply(compute.threads());
        Setup columns = batchKey.map(Setup.countsOnly()::withBatchKey).orElse(Setup.countsOnly());
        CountFile input = CountFile.read(file, DataOptions.matrix(layer),
                columns.withLabelsKey(labelsKey, unlabeledCategory), memory.budget(), ENTRY_BYTES);
        input.warnings().forEach(session::warn);
        try (Interruption interruption = Interruption.listen(session.interrupted());
                EpochLines lines = new EpochLines(session.screen(), System::nanoTime, "training")) {
            // Nine trainings of twenty lines each would hide what matters; where there is no bar, a line a candidate is
            // enough.
            Callback watch = session.screen().interactive() ? lines : Callback.NONE;
            Annotation annotation = new Annotator(options, device, interruption::requested, watch)
                    .annotate(input.cells());
            AnnotateResult result = new AnnotateResult(annotation, options, target);
            target.write(result.annotations(Results.line(spec), ConfigEcho.of(spec)));
            result.print(session.screen(), output.json(), input.warnings());
            return ExitStatus.DONE;
        }
    }
}
