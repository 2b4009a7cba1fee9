package io.cellwright.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

import io.cellwright.data.CellData;
import io.cellwright.data.Cells;
import io.cellwright.data.DataException;
import io.cellwright.data.StoredCells;
import io.cellwright.metric.DenseMatrix;
import io.cellwright.model.scvi.ScviConfig.Dispersion;
import io.cellwright.report.HistoryFile;
import io.cellwright.report.html.Report;
import io.cellwright.report.html.Section;
import io.cellwright.task.CellModel;
import io.cellwright.task.ModelSpec;
import io.cellwright.task.ModelSpec.Kind;
import io.cellwright.task.Registry;
import io.cellwright.task.SavedModel;
import io.cellwright.task.Setup;
import io.cellwright.task.TrainOptions;
import io.cellwright.task.Training;
import io.cellwright.task.TrainingFacts;
import io.cellwright.task.WarmUp;
import io.cellwright.tensor.Device;
import io.cellwright.train.Callback;
import io.cellwright.train.LrFinder;
import io.cellwright.train.StopReason;
import io.cellwright.train.TrainResult;
import io.cellwright.train.TrainingDivergedException;
import picocli.CommandLine.Model.CommandSpec;

/// One `train` command: checks everything, trains, writes.
final class TrainJob {
    private static final String APPLY = "; 'cellwright apply' gets the results from it without training again";
    /// As many cells as the message of a run that diverged has.
    private static final int SHOWN_CELLS = 5;

    private final Session session;
    private final CommandSpec command;
    private final Request request;
    private final RunClock clock = new RunClock(System::nanoTime);

    /// What was asked for.
    record Request(Kind kind, TrainFiles files, CheckpointOptions checkpoints,
            DataOptions data, MemoryOption memory, NetworkOptions network, TrainingOptions training,
            HistoryOptions history, RateTestOptions rateTest, ScanviOptions scanvi, Optional<Path> from) {
        Path file() {
            return files.file();
        }

        Optional<Path> save() {
            return files.save();
        }
    }

    /// What there is before the first step.
    private record Ready(List<String> cellNames, List<String> warnings, CellModel model, CellData data,
            TrainOptions options) {}

    TrainJob(Session session, CommandSpec command, Request request) {
        this.session = session;
        this.command = command;
        this.request = request;
    }

    ExitStatus run() {
        try {
            return request.rateTest.isAsked() ? testRates() : checkTrainAndWrite();
        } catch (DataException unnamed) {
            throw unnamed.in(request.file());
        }
    }

    /// Looks for a learning rate; nothing is trained.
    private ExitStatus testRates() {
        return withInput(ready -> {
            LrFinder.Result result = new Training(ready.options, () -> false, Callback.NONE).findRate(ready.model,
                    ready.data, request.rateTest.test(ready.options.seed()));
            request.rateTest.tell(result, session.screen(), request.files.output().json());
            return ExitStatus.DONE;
        });
    }

    private ExitStatus checkTrainAndWrite() {
        try (OutputFile output = request.files.output().file(request.file())) {
            return checkTrainAndWrite(output);
        }
    }

    private ExitStatus checkTrainAndWrite(OutputFile output) {
        request.save().ifPresent(folder -> requireSavable(folder, output));
        Optional<ReportFiles> report = ReportFiles.checked(request.files.report());
        Optional<RunFolder> states = request.checkpoints.open(request.save());
        try {
            return withInput(ready -> trainAndWrite(ready, output, states, report));
        } finally {
            states.ifPresent(RunFolder::close);
        }
    }

    private ExitStatus trainAndWrite(Ready ready, OutputFile output, Optional<RunFolder> states,
            Optional<ReportFiles> report) {
        try (Interruption interruption = Interruption.listen(session.interrupted())) {
            TrainResult result = train(ready, interruption, states);
            if (result.reason() == StopReason.INTERRUPTED) {
                return stop(ready, result, states);
            }
            save(ready, result);
            String weights = SavedModel.weightsSha256(ready.model);
            Results.Origin origin = new Results.Origin(Results.line(command), ready.options.seed(),
                    ConfigEcho.of(command), weights);
            // A model that is saved can be applied another day; one that is not would be lost with its results.
            ModelResults.Watch watch = new ModelResults.Watch(session,
                    () -> request.save().isPresent() && interruption.requested(), () -> { });
            if (!write(output, new ModelResults(ready.model, ready.data, origin, watch))) {
                return ExitStatus.INTERRUPTED;
            }
            report.ifPresent(files -> files.write(report(ready, result, weights, output)));
            new TrainSummary(ready.model, ready.data, result, output, request.save(), request.files.report(), weights,
                    clock).print(session.screen(), request.files.output().json(), ready.warnings());
            states.ifPresent(RunFolder::done);
            return ExitStatus.DONE;
        }
    }

    private Report report(Ready ready, TrainResult result, String weights, OutputFile output) {
        String kind = ready.model.spec().kind().title();
        Optional<LabelVerdict> judged = ready.model.scanvi().flatMap(any -> CellModelReport.hidden(ready.model, ready.data,
                new Training(ready.options, () -> false, Callback.NONE).split(request.kind, ready.data)))
                .map(labels -> LabelVerdict.of(kind, ready.data.countsInMemory(), labels,
                        TypeOrder.of(ready.model.registry().labels())
                                .columns(DenseMatrix.of(ready.model.classify(ready.data)))));
        return new CellModelReport(ready.model, ready.data, result, new CellModelReport.About(
                kind + " on " + request.file().getFileName(), Results.line(command), ready.options.seed(), weights,
                List.of(new Section.Fact("input", request.file().toString()),
                        new Section.Fact("output", output.output().toString())))).report(judged);
    }

    private void save(Ready ready, TrainResult result) {
        request.save().ifPresent(folder -> SavedModel.save(folder, ready.model,
                Optional.of(TrainingFacts.of(ready.options, result))));
    }

    /// Saves what was reached. A failure is told here: after Ctrl-C the process ends before the caller could tell it.
    private ExitStatus stop(Ready ready, TrainResult result, Optional<RunFolder> states) {
        String stopped = "interrupted after " + Numbers.count(result.state().progress().step(), "step")
                + "; no output was written"
                + states.map(s -> ", --resume " + s.folder().place() + " goes on").orElse("");
        try {
            save(ready, result);
            session.say(stopped + request.save().map(folder -> ", the model so far is in " + folder).orElse(""));
        } catch (DataException unsaved) {
            session.say(stopped);
            session.say(String.valueOf(unsaved.getMessage()));
        }
        return ExitStatus.INTERRUPTED;
    }

    /// Where the results cannot be written, a model that was saved still has them.
    ///
    /// @return whether they were not left off
    private boolean write(OutputFile output, ModelResults results) {
        try {
            output.write(results, results.watch().stop());
            return true;
        } catch (DataException unwritten) {
            request.save().ifPresent(folder -> session.say("the model is in " + folder + APPLY));
            throw unwritten;
        } catch (CancellationException stopped) {
            session.say("interrupted; no output was written" + request.save().map(folder -> ", the model is in " + folder
                    + APPLY).orElse(""));
            return false;
        }
    }

    /// Says before the training what would only be found after it.
    private static void requireSavable(Path folder, OutputFile output) {
        OutputFile.requireFolder(folder);
        SavedModel.requireSavable(folder);
        if (output.output().toAbsolutePath().normalize().startsWith(folder.toAbsolutePath().normalize())) {
            throw new DataException(folder, "", "is where -o puts the results", "Give the model a folder of its own");
        }
    }

    /// Opens the input, which stays open as long as counts may be read from it.
    private ExitStatus withInput(Function<Ready, ExitStatus> work) {
        Device device = session.device().apply(request.training.threads());
        Optional<StartingModel> from = request.from
                .map(folder -> StartingModel.load(folder, device, command));
        Setup setup = from.map(model -> model.setup(request.data.setup())).orElse(request.data.setup());
        try (CountInput input = CountInput.open(session, request.file(), request.data.matrix(), setup,
                request.memory.budget())) {
            clock.read();
            Ready ready = prepare(input, setup, device, from);
            clock.prepared();
            if (session.fresh() && WarmUp.pays(ready.data.cells(), ready.options.maxEpochs().orElse(1))) {
                WarmUp.run(request.kind, made -> spec(from, made), session.device().apply(1));
            }
            clock.warmedUp();
            ready.warnings.forEach(session::warn);
            return work.apply(ready);
        }
    }

    private ModelSpec spec(Optional<StartingModel> from, Registry registry) {
        boolean linear = request.scanvi.linearClassifier();
        return from.map(model -> model.spec(registry, linear)).orElseGet(
                () -> request.network.spec(request.kind, registry, linear, request.training.preset()));
    }

    private Ready prepare(CountInput input, Setup setup, Device device, Optional<StartingModel> from) {
        if (request.files.report().isPresent() && input.cells() instanceof StoredCells stored) {
            MemoryBudget memory = request.memory.budget().orElseThrow();
            long needed = MemoryBudget.inMemory(stored.counts().entries());
            throw new DataException(request.file(), "", "is larger than --memory " + memory.said() + " allows to keep, and "
                    + "--report needs all counts at once", "Leave --report out, or allow --memory "
                            + memory.least(needed));
        }
        Cells chosen = request.data.topGenes().map(top -> GeneChoice.top(input.cells(), top, setup.batchKey()))
                .orElse(input.cells());
        Cells cells = from.map(model -> model.genes(request.file(), chosen)).orElse(chosen);
        Registry registry = Registry.of(cells, setup);
        CellData data = registry.encode(cells);
        List<String> warnings = new ArrayList<>(input.warnings());
        if (request.kind == Kind.SCANVI) {
            warnings.addAll(LabelCheck.check(request.file(), registry, data.label()));
        }
        if (data.cells() < 2) {
            throw new DataException(request.file(), "obs", "there is one cell", "Training needs at least two");
        }
        TrainOptions options = request.training.options(request.kind, data.cells(), from.isPresent(),
                request.scanvi.classificationRatio(), request.scanvi.geneDropout(), request.scanvi.samplesPerLabel());
        ModelSpec spec = spec(from, registry);
        if (request.kind == Kind.SCVI && spec.scvi().dispersion() == Dispersion.GENE_LABEL) {
            LabelCheck.requireDispersion(request.file(), registry, data.label());
        }
        CellModel model = new CellModel(registry, spec, device, options.seed());
        from.ifPresent(start -> session.say(start.copyTo(model, request.file())));
        return new Ready(cells.obs().names(), List.copyOf(warnings), model, data, options);
    }

    private TrainResult train(Ready ready, Interruption interruption, Optional<RunFolder> states) {
        List<HistoryFile> files = request.history.open();
        try (EpochLines lines = new EpochLines(session.screen(), System::nanoTime, request.kind.label())) {
            Callback watch = event -> {
                clock.on(event);
                lines.on(event);
                files.forEach(file -> file.on(event));
            };
            return new Training(ready.options, interruption::requested, watch, states.map(RunFolder::checkpointing))
                    .run(ready.model, ready.data);
        } catch (TrainingDivergedException diverged) {
            throw new DataException(request.file(), request.data.matrix().path(), diverged.found() + named(ready, diverged),
                    "Try a --lr below " + Numbers.significant(ready.options.plan().lr(), 3) + ", --retry-diverged 3, or "
                            + "limit the gradient with --gradient-clip-val 10; 'cellwright inspect' tells whether the "
                            + "counts are odd",
                    diverged);
        } finally {
            files.forEach(HistoryFile::close);
        }
    }

    /// The names of the cells that the message has by their places.
    private static String named(Ready ready, TrainingDivergedException diverged) {
        List<String> some = diverged.rows().stream().limit(SHOWN_CELLS).map(ready.cellNames::get).toList();
        return some.isEmpty() ? "" : ", which are called " + String.join(", ", some);
    }
}
