package io.cellwright.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cellwright.data.CellData;
import io.cellwright.task.CellModel;
import io.cellwright.train.StopReason;
import io.cellwright.train.TrainResult;

/// What `train` says at the end.
///
/// @param weights SHA-256 of the weights
/// @param clock began with the run
record TrainSummary(CellModel model, CellData data, TrainResult result, OutputFile output, Optional<Path> save,
        Optional<Path> report, String weights, RunClock clock) {
    void print(Screen screen, boolean json, List<String> warnings) {
        if (json) {
            Json.print(screen.out(), json(warnings));
        } else {
            text(screen.out());
        }
    }

    private int epochs() {
        return result.state().progress().epoch();
    }

    private JsonObject json(List<String> warnings) {
        JsonObject json = new JsonObject();
        json.addProperty("model", model.spec().kind().label());
        json.addProperty("file", output.input().toString());
        json.addProperty("output", output.output().toString());
        save.ifPresent(folder -> json.addProperty("saved", folder.toString()));
        report.ifPresent(page -> json.addProperty("report", page.toString()));
        json.addProperty("cells", data.cells());
        json.addProperty("genes", data.genes());
        json.addProperty("batches", data.batch().levels());
        json.add("labels", texts(model.registry().labels()));
        json.addProperty("epochs", epochs());
        json.addProperty("steps", result.state().progress().step());
        json.addProperty("stopped", result.reason().name().toLowerCase(Locale.ROOT));
        json.addProperty("seconds", clock.seconds());
        clock.addTo(json);
        JsonObject metrics = new JsonObject();
        for (String key : result.history().keys()) {
            metrics.add(key, Json.number(result.history().last(key).orElse(Double.NaN)));
        }
        json.add("metrics", metrics);
        json.addProperty("device", model.parameters().workspace().device().toString());
        json.addProperty("weights_sha256", weights);
        json.add("warnings", texts(warnings));
        return json;
    }

    static JsonArray texts(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    private void text(PrintStream out) {
        String early = result.reason() == StopReason.EARLY ? ", stopped early" : "";
        out.println(model.spec().kind().label() + ": " + Numbers.count(data.cells(), "cell") + " x "
                + Numbers.count(data.genes(), "gene") + ", " + Numbers.count(epochs(), "epoch") + " in "
                + Numbers.duration(clock.seconds()) + early);
        for (String key : List.of("elbo_train", "elbo_validation", "train_accuracy", "validation_accuracy")) {
            result.history().last(key).ifPresent(
                    value -> out.println(key + " " + Numbers.significant(value, 5)));
        }
        out.println(Results.places(model.spec().kind()) + " are in " + output.output());
        save.ifPresent(folder -> out.println("the model is in " + folder));
        report.ifPresent(page -> out.println("the report is in " + page));
    }
}
