package io.cellwright.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.cellwright.data.CellData;
import io.cellwright.data.CellTable;
import io.cellwright.data.DataException;
import io.cellwright.task.CellModel;
import io.cellwright.task.ModelSpec.Kind;
import io.cellwright.task.Registry;
import io.cellwright.task.TrainOptions;
import io.cellwright.task.Training;
import io.cellwright.tensor.Device;
import io.cellwright.train.StopReason;
import io.cellwright.train.TrainResult;
import picocli.CommandLine.Model.CommandSpec;

/// One `train` command: checks everything, trains, writes.
final class TrainJob {
    private final Session session;
    private final CommandSpec command;
    private final Request request;
    private final long start = System.nanoTime();

    /// What was asked for.
    record Request(Kind kind, Path file, OutputOptions output, Optional<Path> save, DataOptions data,
            NetworkOptions network, TrainingOptions training, ScanviOptions scanvi) {}

    /// What there is before the first step.
    private record Ready(CountFile input, CellModel model, CellData data, TrainOptions options) {}

    TrainJob(Session session, CommandSpec command, Request request) {
        this.session = session;
        this.command = command;
        this.request = request;
    }

    ExitStatus run() {
        OutputFile output = request.output.file(request.file);
        request.save.ifPresent(TrainJob::requireModelFolder);
        Ready ready = prepare();
        ready.input.warnings().forEach(session::warn);
        try (Interruption interruption = Interruption.listen(session.interrupted())) {
            TrainResult result = train(ready, interruption);
            if (result.reason() == StopReason.INTERRUPTED) {
                session.say("interrupted after " + result.state().progress().epoch() + " epochs; "
                        + request.file + " and the output are as they were");
                return ExitStatus.INTERRUPTED;
            }
            String weights = Weights.sha256(ready.model.parameters());
            output.write(Results.of(ready.model, ready.data, new Results.Origin(line(), ready.options.seed(),
                    ConfigEcho.of(command), weights)));
            new TrainSummary(ready.model, ready.data, result, output, request.save, weights,
                    (System.nanoTime() - start) / 1e9).print(session.screen(), request.output.json(),
                    ready.input.warnings());
            return ExitStatus.DONE;
        }
    }

    private static void requireModelFolder(Path folder) {
        OutputFile.requireFolder(folder);
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new DataException(folder, "", "is a file", "Give the name of a folder for the model");
        }
    }

    private Ready prepare() {
        CountFile input = CountFile.read(request.file, request.data.matrix(), request.data.setup());
        CellTable cells = request.data.topGenes().map(top -> GeneChoice.top(input.cells(), top, request.data.setup()
                .batchKey())).orElse(input.cells());
        Registry registry = Registry.of(cells, request.data.setup());
        CellData data = registry.encode(cells);
        List<String> warnings = new ArrayList<>(input.warnings());
        if (request.kind == Kind.SCANVI) {
            warnings.addAll(LabelCheck.check(request.file, registry, data.label()));
        }
        if (data.cells() < 2) {
            throw new DataException(request.file, "obs", "there is one cell", "Training needs at least two");
        }
        TrainOptions options = request.training.options(data.cells(), request.scanvi.classificationRatio(),
                request.scanvi.samplesPerLabel());
        Device device = session.device().apply(request.training.threads());
        CellModel model = new CellModel(registry, request.network.spec(request.kind, registry,
                request.scanvi.linearClassifier()), device, options.seed());
        return new Ready(new CountFile(input.path(), cells, warnings), model, data, options);
    }

    private TrainResult train(Ready ready, Interruption interruption) {
        try (EpochLines lines = new EpochLines(session.screen(), System::nanoTime, request.kind.label())) {
            return new Training(ready.options, interruption::requested, lines).run(ready.model, ready.data);
        }
    }

    private String line() {
        return "cellwright " + String.join(" ", command.root().commandLine().getParseResult().originalArgs());
    }
}
