package io.cellwright.task.compare;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cellwright.data.DataException;
import io.cellwright.task.estimator.Score;
import io.cellwright.task.folder.Manifest;
import io.cellwright.task.folder.ManifestNode;
import org.jspecify.annotations.Nullable;

/// A finished run as JSON.
final class RunJson {
    private static final String FORMAT = "cellwright-comparison-run";
    private static final String REMEDY = "Delete the file: its run is then made again";
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping()
            .create();

    private RunJson() {}

    static String write(RunResult result) {
        JsonObject json = new JsonObject();
        json.addProperty("format", FORMAT);
        json.addProperty("cellwright_version", Manifest.programVersion());
        json.addProperty("key", result.key());
        json.addProperty("model", result.model());
        json.addProperty("seed", result.seed());
        json.addProperty("fold", result.fold());
        json.addProperty("training_cells", result.cells().training());
        json.addProperty("validation_cells", result.cells().validation());
        json.addProperty("judging_cells", result.cells().judging());
        JsonArray scores = new JsonArray();
        for (Score score : result.scores()) {
            JsonObject one = new JsonObject();
            one.addProperty("name", score.name());
            one.addProperty("value", Double.isFinite(score.value()) ? (Number) score.value() : null);
            scores.add(one);
        }
        json.add("scores", scores);
        json.addProperty("prepare_seconds", result.cost().prepareSeconds());
        json.addProperty("fit_seconds", result.cost().fitSeconds());
        json.addProperty("judge_seconds", result.cost().judgeSeconds());
        json.addProperty("memory_before_bytes", boxed(result.cost().memoryBefore()));
        json.addProperty("peak_memory_bytes", boxed(result.cost().peakMemory()));
        return GSON.toJson(json) + "\n";
    }

    private static @Nullable Long boxed(OptionalLong bytes) {
        return bytes.isPresent() ? bytes.getAsLong() : null;
    }

    static RunResult read(Path file, String key, String text) {
        ManifestNode json = Manifest.parse(file, text.getBytes(StandardCharsets.UTF_8));
        if (!json.at("format").text().equals(FORMAT) || !json.at("key").text().equals(key)) {
            throw new DataException(file, "key", "this is not the run that the name of the file says", REMEDY);
        }
        List<Score> scores = new ArrayList<>(json.at("scores").list(score -> new Score(score.at("name").text(),
                score.at("value").optional(ManifestNode::number).orElse(Double.NaN))));
        return new RunResult(key, json.at("model").text(), json.at("seed").whole(),
                json.at("fold").count(1, Integer.MAX_VALUE),
                new RunResult.Cells(json.at("training_cells").count(0, Integer.MAX_VALUE),
                        json.at("validation_cells").count(0, Integer.MAX_VALUE),
                        json.at("judging_cells").count(0, Integer.MAX_VALUE)),
                scores,
                new RunResult.Cost(json.at("prepare_seconds").number(), json.at("fit_seconds").number(),
                        json.at("judge_seconds").number(), bytes(json.at("memory_before_bytes")),
                        bytes(json.at("peak_memory_bytes"))));
    }

    private static OptionalLong bytes(ManifestNode node) {
        Optional<Long> bytes = node.optional(ManifestNode::whole);
        return bytes.map(OptionalLong::of).orElse(OptionalLong.empty());
    }
}
