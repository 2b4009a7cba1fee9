package io.cellwright.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.google.gson.JsonObject;
import io.cellwright.anndata.MatrixRef;
import io.cellwright.data.prepare.GeneMatch;
import io.cellwright.task.Registry;
import io.cellwright.task.Setup;
import io.cellwright.task.estimator.Levels;
import io.cellwright.task.network.SavedNetwork;
import io.cellwright.task.network.TrainedNetwork;
import io.cellwright.tensor.Device;
import picocli.CommandLine.Model.CommandSpec;

/// `apply` with a saved network: the folder and raw counts are all that is needed.
record NetworkApply(Session session, CommandSpec command, Path folder, Path file, MatrixRef matrix, OutputFile target,
        Optional<MemoryBudget> memory, boolean json) {
    ExitStatus run(Device device) {
        TrainedNetwork trained = SavedNetwork.load(folder, device);
        Optional<Levels> batches = trained.about().batches().filter(any -> trained.network().wantsBatches());
        Setup setup = new Setup(batches.map(Levels::key), Optional.empty(), Setup.UNKNOWN,
                Optional.empty(), List.of(), List.of());
        try (CountInput input = CountInput.openToReadOnce(session, file, matrix, setup, memory)) {
            return run(trained, input);
        }
    }

    private ExitStatus run(TrainedNetwork trained, CountInput input) {
        GeneMatch match = trained.about().preparation().match(input.cells().var().names());
        List<String> warnings = new ArrayList<>(input.warnings());
        if (match.share() < Registry.ENOUGH_GENES) {
            match.notes().forEach(note -> warnings.add(file + ", var: " + note + ". Results may mean little"));
        }
        warnings.forEach(session::warn);
        String weights = SavedNetwork.weightsSha256(trained.network());
        Results.Origin origin = new Results.Origin(Results.line(command), 0, ConfigEcho.of(command), weights);
        try (Interruption interruption = Interruption.listen(session.interrupted())) {
            NetworkPass pass = new NetworkPass(trained, input.cells(), origin, new ModelResults.Watch(session,
                    interruption::requested, () -> input.tellLate(session, warnings)));
            return target.unlessStopped(session, () -> pass.writeTo(target),
                    () -> report(trained, input, match, weights, warnings));
        }
    }

    private void report(TrainedNetwork trained, CountInput input, GeneMatch match, String weights,
            List<String> warnings) {
        if (json) {
            JsonObject object = new JsonObject();
            object.addProperty("model", trained.about().model());
            object.addProperty("folder", folder.toString());
            object.addProperty("file", file.toString());
            object.addProperty("output", target.output().toString());
            object.addProperty("cells", input.cells().cells());
            object.addProperty("genes_found", match.found());
            object.addProperty("genes_missing", match.missing().size());
            object.addProperty("genes_left_out", match.extra().size());
            object.addProperty("weights_sha256", weights);
            object.add("warnings", TrainSummary.texts(warnings));
            Json.print(session.screen().out(), object);
            return;
        }
        session.screen().out().println(trained.about().model() + ": " + Numbers.count(input.cells().cells(), "cell")
                + ", " + Numbers.count(match.found()) + " of the model's "
                + Numbers.count(match.found() + match.missing().size(), "gene") + " found");
        session.screen().out().println(NetworkResults.written(trained, target.output()));
    }
}
