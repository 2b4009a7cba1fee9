package io.cellwright.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.cellwright.anndata.Annotations;
import io.cellwright.anndata.Uns;
import io.cellwright.data.Column;
import io.cellwright.task.annotate.AnnotateOptions;
import io.cellwright.task.annotate.Annotation;
import io.cellwright.task.annotate.CandidateScore;

/// What `annotate` found, as it is written and told.
record AnnotateResult(Annotation annotation, AnnotateOptions options, OutputFile output) {
    /// Column of obs with the cell type, or unknown.
    static final String LABEL = "cellwright_label";
    /// Column of obs with the most probable cell type.
    static final String BEST_LABEL = "cellwright_best_label";
    /// Column of obs with the probability of the most probable cell type.
    static final String CONFIDENCE = "cellwright_confidence";

    private static final int DIGITS = 4;

    /// The columns, and how they came about.
    ///
    /// @param command the command line
    /// @param config every option with its value
    Annotations annotations(String command, JsonObject config) {
        List<String> withUnknown = new ArrayList<>(annotation.classes());
        withUnknown.add(Annotation.UNKNOWN);
        withUnknown.sort(null);
        int[] label = IntStream.range(0, annotation.cells()).map(i -> withUnknown.indexOf(annotation.label(i)))
                .toArray();
        List<Column> obs = List.of(new Column.Categorical(LABEL, label, withUnknown, false),
                new Column.Categorical(BEST_LABEL, annotation.best(), annotation.classes(), false),
                new Column.Numbers(CONFIDENCE, annotation.confidence(), false));
        Uns.Entry about = new Uns.Entry("cellwright", Uns.Dict.of(
                new Uns.Entry("version", new Uns.Text(Version.ours())),
                new Uns.Entry("command", new Uns.Text(command)),
                new Uns.Entry("seed", new Uns.Whole(options.seed())),
                new Uns.Entry("config", new Uns.Text(config.toString())),
                new Uns.Entry("annotation", new Uns.Text(json(List.of()).toString()))));
        return new Annotations(obs, List.of(), List.of(about));
    }

    void print(Screen screen, boolean asJson, List<String> warnings) {
        if (asJson) {
            Json.print(screen.out(), json(warnings));
        } else {
            text(screen.out());
        }
    }

    private JsonObject json(List<String> warnings) {
        JsonObject json = new JsonObject();
        json.addProperty("file", output.input().toString());
        json.addProperty("output", output.output().toString());
        json.addProperty("cells", annotation.cells());
        json.addProperty("labelled", annotation.cells() - annotation.unknownCells());
        json.addProperty("unknown", annotation.unknownCells());
        json.addProperty("chosen", annotation.chosen().label());
        json.addProperty("temperature", annotation.temperature());
        JsonArray scores = new JsonArray();
        annotation.scores().forEach(score -> scores.add(json(score)));
        json.add("candidates", scores);
        JsonObject unknowns = new JsonObject();
        unknowns.addProperty("rate", annotation.unknowns().rate());
        unknowns.addProperty("threshold", annotation.unknowns().threshold());
        unknowns.addProperty("held_out_cells", annotation.unknowns().judged());
        unknowns.addProperty("held_out_rate", annotation.unknowns().heldOutRate());
        json.add("unknowns", unknowns);
        JsonObject types = new JsonObject();
        int[] count_c = annotation.cellsOfClasses();
        for (int c = 0; c < count_c.length; c++) {
            types.addProperty(annotation.classes().get(c), count_c[c]);
        }
        json.add("labels", types);
        json.add("notes", TrainSummary.texts(annotation.notes()));
        json.add("warnings", TrainSummary.texts(warnings));
        return json;
    }

    private static JsonObject json(CandidateScore score) {
        JsonObject json = new JsonObject();
        json.addProperty("candidate", score.candidate().label());
        json.addProperty("held_out_cells", score.cells());
        json.addProperty("accuracy", score.accuracy());
        json.addProperty("macro_f1", score.macroF1());
        json.addProperty("log_loss", score.logLoss());
        json.addProperty("temperature", score.temperature());
        json.addProperty("expected_calibration_error", score.calibrationError());
        return json;
    }

    private void text(PrintStream out) {
        TextTable table = new TextTable(TextTable.Column.left("candidate"), TextTable.Column.right("accuracy"),
                TextTable.Column.right("macro-F1"), TextTable.Column.right("log loss"), TextTable.Column.left(""));
        for (CandidateScore score : annotation.scores()) {
            table.row(score.candidate().label(), number(score.accuracy()), number(score.macroF1()),
                    number(score.logLoss()), score.candidate() == annotation.chosen() ? "chosen" : "");
        }
        table.lines().forEach(out::println);
        out.println("scores are of " + Numbers.count(annotation.score().cells(), "labelled cell")
                + " whose labels were hidden");
        out.println(Numbers.count(annotation.cells(), "cell") + ": " + Numbers.count(annotation.cells()
                - annotation.unknownCells()) + " labelled, " + Numbers.count(annotation.unknownCells())
                + " unknown; mean confidence " + number(Arrays.stream(annotation.confidence()).average().orElse(0)));
        out.println("obs/" + LABEL + ", obs/" + BEST_LABEL + ", obs/" + CONFIDENCE + " and uns/cellwright are in "
                + output.output());
    }

    private static String number(double value) {
        return Numbers.significant(value, DIGITS);
    }
}
