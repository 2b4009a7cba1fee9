package io.cellwright.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.google.gson.JsonObject;
import io.cellwright.data.split.Split;
import io.cellwright.task.estimator.Judgement;
import io.cellwright.task.estimator.Score;
import io.cellwright.task.network.TrainedNetwork;
import io.cellwright.train.History;
import io.cellwright.train.History.Per;

/// What `train` of a network says at the end.
///
/// @param judgement how good it is; empty where no cells were held back
/// @param weights SHA-256 of the weights
/// @param clock began with the run
record NetworkSummary(TrainedNetwork trained, CountFile input, Optional<Judgement> judgement, OutputFile output,
        Optional<Path> save, Optional<Path> report, String weights, RunClock clock) {
    void print(Screen screen, boolean json) {
        if (json) {
            Json.print(screen.out(), json());
        } else {
            text(screen.out());
        }
    }

    private static long epochs(History history) {
        return history.keys(Per.EPOCH).stream().mapToInt(key -> history.entries(key, Per.EPOCH).size()).max().orElse(0);
    }

    private JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("model", trained.about().model());
        json.addProperty("task", trained.about().task().label());
        json.addProperty("file", output.input().toString());
        json.addProperty("output", output.output().toString());
        save.ifPresent(folder -> json.addProperty("saved", folder.toString()));
        report.ifPresent(page -> json.addProperty("report", page.toString()));
        json.addProperty("cells", input.cells().cells());
        json.addProperty("genes", trained.about().preparation().genes().size());
        Split split = trained.about().split();
        JsonObject parts = new JsonObject();
        parts.addProperty("train", split.train().length);
        parts.addProperty("validation", split.validation().length);
        parts.addProperty("test", split.test().length);
        parts.addProperty("rule", split.rule().text());
        json.add("split", parts);
        trained.history().ifPresent(history -> json.addProperty("epochs", epochs(history)));
        json.addProperty("seconds", clock.seconds());
        clock.addTo(json);
        judgement.ifPresent(judged -> {
            JsonObject scores = new JsonObject();
            scores.addProperty("of", judged.part());
            scores.addProperty("cells", judged.cells());
            scores.add(trained.about().model(), scores(judged.model()));
            judged.baselines().forEach(baseline -> scores.add(baseline.name(), scores(baseline.scores())));
            json.add("scores", scores);
        });
        json.addProperty("device", trained.network().parameters().workspace().device().toString());
        json.addProperty("weights_sha256", weights);
        json.add("warnings", TrainSummary.texts(input.warnings()));
        return json;
    }

    private static JsonObject scores(List<Score> scores) {
        JsonObject json = new JsonObject();
        scores.forEach(score -> json.add(score.name(), Json.number(score.value())));
        return json;
    }

    private void text(PrintStream out) {
        out.println(trained.about().model() + ": " + Numbers.count(input.cells().cells(), "cell") + " x "
                + Numbers.count(trained.about().preparation().genes().size(), "gene") + ", "
                + trained.history().map(history -> Numbers.count(epochs(history), "epoch")).orElse("fitted at once")
                + " in " + Numbers.duration(clock.seconds()));
        out.println(trained.about().split().text());
        judgement.ifPresent(judged -> table(judged, out));
        out.println(NetworkResults.written(trained, output.output()));
        save.ifPresent(folder -> out.println("the model is in " + folder));
        report.ifPresent(page -> out.println("the report is in " + page));
    }

    private void table(Judgement judged, PrintStream out) {
        if (judged.model().isEmpty()) {
            out.println("nothing judges the embedding: --labels-key or --batch-key would");
            return;
        }
        List<TextTable.Column> columns = new ArrayList<>();
        columns.add(TextTable.Column.left("on " + Numbers.count(judged.cells()) + " " + judged.part() + " cells"));
        columns.add(TextTable.Column.right(trained.about().model()));
        judged.baselines().forEach(baseline -> columns.add(TextTable.Column.right(baseline.name())));
        TextTable table = new TextTable(columns.toArray(TextTable.Column[]::new));
        for (Score score : judged.model()) {
            List<String> row = new ArrayList<>(List.of(score.name(), Numbers.significant(score.value(), 3)));
            judged.baselines().forEach(baseline -> row.add(Numbers.significant(Score.of(baseline.scores(), score.name()), 3)));
            table.row(row.toArray(String[]::new));
        }
        table.lines().forEach(out::println);
    }
}
