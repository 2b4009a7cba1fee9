package io.cellwright.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import io.cellwright.anndata.MatrixRef;
import io.cellwright.data.DataException;
import io.cellwright.model.Task;
import io.cellwright.report.HistoryFile;
import io.cellwright.task.SavedModel;
import io.cellwright.task.Setup;
import io.cellwright.task.WarmUp;
import io.cellwright.task.estimator.Judgement;
import io.cellwright.task.estimator.SplitCells;
import io.cellwright.task.network.FitOptions;
import io.cellwright.task.network.NetworkTask;
import io.cellwright.task.network.NetworkWarmUp;
import io.cellwright.task.network.SavedNetwork;
import io.cellwright.task.network.TaskRunner;
import io.cellwright.task.network.TrainedNetwork;
import io.cellwright.tensor.Device;
import io.cellwright.train.TrainingDivergedException;
import picocli.CommandLine.Model.CommandSpec;

/// One `train` command of a network: checks everything, trains, judges, writes.
final class NetworkJob {
    private static final List<String> SHOWN = List.of("reconstruction_loss_train", "classification_loss_train",
            "validation_loss", "validation_accuracy");

    /// As it was read, with the genes that are kept, made ready, and as the baselines have it.
    private static final int ENTRY_BYTES = 48;

    private final Session session;
    private final CommandSpec command;
    private final Request request;
    private final RunClock clock = new RunClock(System::nanoTime);

    /// What was asked for.
    ///
    /// @param history where the metrics of epochs go; empty where there are no epochs
    record Request(TrainFiles files, MatrixRef matrix, NetworkTask task, Optional<HistoryOptions> history,
            Optional<MemoryBudget> memory, int threads) {
        Path file() {
            return files.file();
        }

        Optional<Path> save() {
            return files.save();
        }
    }

    NetworkJob(Session session, CommandSpec command, Request request) {
        this.session = session;
        this.command = command;
        this.request = request;
    }

    ExitStatus run() {
        try (OutputFile output = request.files.output().file(request.file())) {
            request.save().ifPresent(OutputFile::requireFolder);
            request.save().ifPresent(SavedModel::requireSavable);
            return train(output, ReportFiles.checked(request.files.report()));
        } catch (DataException unnamed) {
            throw unnamed.in(request.file());
        }
    }

    private ExitStatus train(OutputFile output, Optional<ReportFiles> report) {
        NetworkTask task = request.task;
        Setup setup = new Setup(task.batchKey(), task.labelsKey(), task.unlabeledCategory(), Optional.empty(), List.of(),
                List.of());
        requireLabelsKey(task);
        CountFile input = CountFile.read(request.file(), request.matrix, setup, request.memory, ENTRY_BYTES);
        clock.read();
        input.warnings().forEach(session::warn);
        Device device = session.device().apply(request.threads);
        if (session.fresh() && task.fit() instanceof FitOptions minibatches
                && WarmUp.pays(input.cells().cells(), minibatches.epochs())) {
            NetworkWarmUp.run(task, session.device().apply(1));
        }
        clock.warmedUp();
        // A fit at once reaches nothing that could be kept: Ctrl-C ends the process, which has written nothing yet.
        Optional<TrainedNetwork> atOnce = task.fit() instanceof FitOptions ? Optional.empty()
                : Optional.of(fit(input, device, session.interrupted()));
        try (Interruption interruption = Interruption.listen(session.interrupted())) {
            TrainedNetwork trained = atOnce.orElseGet(() -> fit(input, device, interruption::requested));
            trained.about().split().notes().forEach(session::warn);
            request.save().ifPresent(folder -> SavedNetwork.save(folder, trained));
            if (interruption.requested()) {
                session.say("interrupted; no output was written" + request.save().map(folder -> ", the model so far is in "
                        + folder).orElse(""));
                return ExitStatus.INTERRUPTED;
            }
            String weights = SavedNetwork.weightsSha256(trained.network());
            output.write(NetworkResults.of(trained, input.cells(), new Results.Origin(Results.line(command),
                    task.fit().seed(), ConfigEcho.of(command), weights)));
            Optional<Judgement> judgement = judgement(trained, input);
            report.ifPresent(files -> files.write(new NetworkReport(trained, input, judgement, Results.line(command),
                    task.fit().seed(), weights, output).report()));
            new NetworkSummary(trained, input, judgement, output, request.save(), request.files.report(), weights, clock)
                    .print(session.screen(), request.files.output().json());
            return ExitStatus.DONE;
        }
    }

    private static void requireLabelsKey(NetworkTask task) {
        if (task.task() == Task.CLASSIFICATION && task.labelsKey().isEmpty()) {
            throw new IllegalArgumentException("a classifier learns from labels: give --labels-key COLUMN");
        }
    }

    private TrainedNetwork fit(CountFile input, Device device, BooleanSupplier interrupted) {
        List<HistoryFile> files = request.history.map(HistoryOptions::open).orElse(List.of());
        try (EpochLines lines = new EpochLines(session.screen(), System::nanoTime, command.name(), SHOWN)) {
            TaskRunner runner = new TaskRunner(request.task, device, interrupted, event -> {
                clock.on(event);
                lines.on(event);
                files.forEach(file -> file.on(event));
            });
            SplitCells data = runner.prepare(input.cells());
            clock.prepared();
            TrainedNetwork trained = runner.fit(data);
            clock.fitted();
            return trained;
        } catch (TrainingDivergedException diverged) {
            double rate = request.task.fit().byMinibatches().plan().lr();
            throw new DataException(request.file(), request.matrix.path(), diverged.found(), "Try a --lr below "
                    + Numbers.significant(rate, 3) + "; 'cellwright inspect' tells whether the counts are odd", diverged);
        } finally {
            files.forEach(HistoryFile::close);
        }
    }

    /// Where cells were held back they judge; the training cells never do.
    private Optional<Judgement> judgement(TrainedNetwork trained, CountFile input) {
        boolean held = trained.about().split().test().length + trained.about().split().validation().length > 0;
        return held ? Optional.of(trained.evaluate(input.cells())) : Optional.empty();
    }
}
