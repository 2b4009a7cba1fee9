package io.cellwright.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

import io.cellwright.data.DataException;
import io.cellwright.data.split.Sizes;
import io.cellwright.data.split.Spread;
import io.cellwright.model.Task;
import io.cellwright.report.html.ComparisonCsv;
import io.cellwright.report.html.ComparisonFigure;
import io.cellwright.report.html.ComparisonJson;
import io.cellwright.report.html.ComparisonReport;
import io.cellwright.task.Setup;
import io.cellwright.task.compare.Comparison;
import io.cellwright.task.compare.ComparisonTask;
import io.cellwright.task.compare.FinishedRuns;
import io.cellwright.task.compare.ModelComparison;
import io.cellwright.task.compare.SplitPlan;
import io.cellwright.tensor.Device;
import io.cellwright.train.Callback;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Compares models on the same cells, splits and seeds.
@Command(
        name = "compare",
        header = "Compare models on the same splits of the cells, beside baselines.",
        description = "Each model is fitted and judged on each split of each seed. Writes runs.csv, summary.csv, "
                + "comparison.json, comparison.svg and report.md to DIR, and each finished run to DIR/runs: the same "
                + "command again makes only what is missing.",
        abbreviateSynopsis = true,
        sortOptions = false)
final class CompareCommand implements Callable<Integer> {
    /// As it was read, without the cells of a fold, and made ready for a model and for what judges it.
    private static final int ENTRY_BYTES = 60;

    private final Session session;

    @Parameters(paramLabel = "FILE", description = CountFile.DESCRIPTION)
    private Path file = Path.of("");

    @Option(names = {"-o", "--output"}, paramLabel = "DIR", required = true, description = "Folder for the results.")
    private Path output = Path.of("");

    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Mixin
    private ModelList models = new ModelList();

    @Option(names = "--task", paramLabel = "NAME",
            description = "representation, classification or reconstruction. Default: ${DEFAULT-VALUE}.")
    private String task = Task.REPRESENTATION.label();

    @Option(names = "--skip-unsupported", description = "Leave out models that cannot do the task.")
    private boolean skipUnsupported;

    @Option(names = "--layer", paramLabel = "NAME",
            description = "Where the counts are: a layer, or 'raw' for raw/X. Default: X.")
    private Optional<String> layer = Optional.empty();

    @Option(names = "--labels-key", paramLabel = "COLUMN",
            description = "Column of obs with the cell type: what a classification tells, and what embeddings are judged "
                    + "by.")
    private Optional<String> labelsKey = Optional.empty();

    @Option(names = "--unlabeled-category", paramLabel = "NAME",
            description = "What stands there for a cell without one; a missing value means it too. Default: "
                    + "${DEFAULT-VALUE}.")
    private String unlabeledCategory = Setup.UNKNOWN;

    @Option(names = "--batch-key", paramLabel = "COLUMN", description = "Column of obs with the experimental batch.")
    private Optional<String> batchKey = Optional.empty();

    @Option(names = "--seeds", paramLabel = "N", split = ",",
            description = "Of splits and models; each seed deals the cells anew. Default: 0.")
    private List<Long> seeds = List.of(0L);

    @Option(names = "--folds", paramLabel = "N", description = "Of the cross-validation. Default: 5.")
    private Optional<Integer> folds = Optional.empty();

    @Option(names = "--test-size", paramLabel = "SHARE",
            description = "Hold back this share once for each seed, in place of cross-validation.")
    private Optional<Double> testSize = Optional.empty();

    @Option(names = "--validation-size", paramLabel = "SHARE",
            description = "Share of the cells (of those outside a fold) that is watched while training. Default: "
                    + "${DEFAULT-VALUE}.")
    private double validationSize = ComparisonTask.WATCHED;

    @Option(names = "--split-group-key", paramLabel = "COLUMN",
            description = "Keep the cells of each group of this column of obs together, such as whole donors.")
    private Optional<String> groupKey = Optional.empty();

    @Option(names = "--split-key", paramLabel = "COLUMN",
            description = "Take the split from this column of obs, which says train, validation or test.")
    private Optional<String> splitKey = Optional.empty();

    @Mixin
    private PreparationOptions preparation = new PreparationOptions();

    @Mixin
    private MemoryOption.InMemory memory = new MemoryOption.InMemory();

    @Option(names = "--threads", paramLabel = "N",
            description = "Threads to compute with; they do not change the scores. Default: one a core, at most 16.")
    private Optional<Integer> threads = Optional.empty();

    CompareCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try {
            return compareAndWrite().code();
        } catch (DataException unnamed) {
            throw unnamed.in(file);
        } catch (CancellationException stopped) {
            session.say("interrupted; " + Numbers.count(finished(), "finished run") + " in " + runs()
                    + " will be used when the same command is given again");
            return ExitStatus.INTERRUPTED.code();
        }
    }

    private ComparisonTask asked() {
        Setup columns = new Setup(batchKey, labelsKey, unlabeledCategory, Optional.empty(), List.of(), List.of());
        Task wanted = Task.of(task);
        return new ComparisonTask(models.estimators(), wanted, columns, splits(wanted), seeds,
                preparation.config(batchKey), skipUnsupported);
    }

    private SplitPlan splits(Task wanted) {
        if (Stream.of(folds.isPresent(), testSize.isPresent(), splitKey.isPresent()).filter(given -> given).count() > 1) {
            throw new IllegalArgumentException("only one of --folds, --test-size and --split-key can be given");
        }
        if (splitKey.isPresent()) {
            if (groupKey.isPresent()) {
                throw new IllegalArgumentException("--split-key and --split-group-key cannot both be given");
            }
            return new SplitPlan.Given(splitKey.get());
        }
        Optional<String> stratifyBy = wanted == Task.CLASSIFICATION ? labelsKey : Optional.empty();
        Spread spread = groupKey.<Spread>map(Spread.ByGroup::new)
                .orElseGet(() -> stratifyBy.<Spread>map(Spread.ByLabel::new).orElse(new Spread.Freely()));
        return testSize.<SplitPlan>map(size -> new SplitPlan.Holdout(spread, new Sizes(validationSize, size)))
                .orElseGet(() -> new SplitPlan.Folds(spread, folds.orElse(ComparisonTask.FOLDS), validationSize));
    }

    private ExitStatus compareAndWrite() {
        ComparisonTask asked = asked();
        requireFolder();
        Device device = session.device().apply(TrainingOptions.threads(threads));
        CountFile input = CountFile.read(file, DataOptions.matrix(layer), asked.columns(), memory.budget(),
                ENTRY_BYTES);
        input.warnings().forEach(session::warn);
        asked.skipped().forEach(name -> session.say("model " + name + " cannot do the task " + task
                + " and is left out"));
        Comparison comparison;
        try (Interruption interruption = Interruption.listen(session.interrupted());
                RunLines lines = new RunLines(session.screen(), System::nanoTime)) {
            comparison = new ModelComparison(asked, Optional.of(new FinishedRuns(runs())), device,
                    interruption::requested, lines, Callback.NONE).run(input.cells());
        }
        comparison.notes().forEach(session::warn);
        write(comparison);
        new CompareResult(comparison, output).print(session.screen(), json);
        return ExitStatus.DONE;
    }

    private Path runs() {
        return output.resolve("runs");
    }

    private void requireFolder() {
        if (!Files.isDirectory(output)) {
            if (Files.exists(output)) {
                throw new DataException(output, "", "is a file", "Give the name of a folder");
            }
            OutputFile.requireFolder(output);
        } else if (!Files.isWritable(output)) {
            throw new DataException(output, "", "the folder is not writable", "Give another one");
        }
    }

    private void write(Comparison comparison) {
        ComparisonCsv.writeRuns(comparison, output.resolve("runs.csv"));
        ComparisonCsv.writeSummary(comparison, output.resolve("summary.csv"));
        ComparisonJson.write(comparison, output.resolve("comparison.json"));
        ComparisonFigure.write(comparison, output.resolve("comparison.svg"));
        ComparisonReport.write(comparison, output.resolve("report.md"));
    }

    private long finished() {
        if (!Files.isDirectory(runs())) {
            return 0;
        }
        try (Stream<Path> files = Files.list(runs())) {
            return files.filter(path -> path.toString().endsWith(".json")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
