package io.cellwright.report.html;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.cellwright.metric.PairedTest;
import io.cellwright.task.compare.Comparison;
import io.cellwright.task.compare.RunResult;
import io.cellwright.task.compare.ScoreSummary;
import io.cellwright.task.estimator.Score;

/// A comparison as one JSON object: `task`, `splits`, `preparation`, `data_sha256`, `baseline`, `main_score`, `models`,
/// `skipped`, `summaries`, `runs`, `notes`. Numbers are not rounded; one that is not finite is `null`.
public final class ComparisonJson {
    private static final Gson GSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().setPrettyPrinting()
            .create();

    private ComparisonJson() {}

    /// Writes the file, over what was there.
    ///
    /// @throws io.cellwright.data.DataException if it cannot be written
    public static void write(Comparison comparison, Path path) {
        TextFile.write(path, text(comparison));
    }

    /// What is written.
    public static String text(Comparison comparison) {
        JsonObject json = new JsonObject();
        json.addProperty("task", comparison.taskName());
        json.addProperty("splits", comparison.splits());
        json.addProperty("preparation", comparison.preparation());
        json.addProperty("data_sha256", comparison.data());
        json.addProperty("baseline", comparison.baseline());
        json.addProperty("main_score", comparison.mainScore());
        JsonArray models = new JsonArray();
        for (Comparison.Contestant one : comparison.contestants()) {
            JsonObject model = new JsonObject();
            model.addProperty("name", one.name());
            model.addProperty("settings", one.settings());
            models.add(model);
        }
        json.add("models", models);
        json.add("skipped", texts(comparison.skipped()));
        JsonArray summaries = new JsonArray();
        comparison.summaries().forEach(one -> summaries.add(summary(one)));
        json.add("summaries", summaries);
        JsonArray runs = new JsonArray();
        comparison.runs().forEach(run -> runs.add(run(run)));
        json.add("runs", runs);
        json.add("notes", texts(comparison.notes()));
        return GSON.toJson(json) + "\n";
    }

    private static JsonObject summary(ScoreSummary one) {
        JsonObject json = new JsonObject();
        json.addProperty("model", one.model());
        json.addProperty("score", one.score());
        json.addProperty("lower_is_better", Score.lowerIsBetter(one.score()));
        json.addProperty("runs", one.runs());
        json.add("mean", number(one.mean()));
        json.add("standard_deviation", number(one.deviation()));
        json.addProperty("best", one.best());
        json.add("against_baseline", test(one.againstBaseline()));
        json.add("against_best", test(one.againstBest()));
        return json;
    }

    private static JsonElement test(Optional<PairedTest> test) {
        if (test.isEmpty()) {
            return JsonNull.INSTANCE;
        }
        JsonObject json = new JsonObject();
        json.addProperty("pairs", test.get().pairs());
        json.add("mean_difference", number(test.get().meanDifference()));
        json.add("t", number(test.get().t()));
        json.add("p", number(test.get().correctedT()));
        json.add("p_sign_flip", number(test.get().signFlip()));
        return json;
    }

    private static JsonObject run(RunResult run) {
        JsonObject json = new JsonObject();
        json.addProperty("key", run.key());
        json.addProperty("model", run.model());
        json.addProperty("seed", run.seed());
        json.addProperty("fold", run.fold());
        json.addProperty("training_cells", run.cells().training());
        json.addProperty("validation_cells", run.cells().validation());
        json.addProperty("judging_cells", run.cells().judging());
        JsonObject scores = new JsonObject();
        run.scores().forEach(score -> scores.add(score.name(), number(score.value())));
        json.add("scores", scores);
        json.addProperty("prepare_seconds", run.cost().prepareSeconds());
        json.addProperty("fit_seconds", run.cost().fitSeconds());
        json.addProperty("judge_seconds", run.cost().judgeSeconds());
        json.add("memory_before_bytes", bytes(run.cost().memoryBefore()));
        json.add("peak_memory_bytes", bytes(run.cost().peakMemory()));
        return json;
    }

    private static JsonElement number(double value) {
        return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
    }

    private static JsonElement bytes(OptionalLong bytes) {
        return bytes.isPresent() ? new JsonPrimitive(bytes.getAsLong()) : JsonNull.INSTANCE;
    }

    private static JsonArray texts(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }
}
