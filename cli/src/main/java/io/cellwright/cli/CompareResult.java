package io.cellwright.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cellwright.metric.PairedTest;
import io.cellwright.report.html.ComparisonJson;
import io.cellwright.report.html.ComparisonReport;
import io.cellwright.task.compare.Comparison;
import io.cellwright.task.compare.RunResult;
import io.cellwright.task.compare.ScoreSummary;
import io.cellwright.task.estimator.Score;

/// What `compare` found, as it is told.
record CompareResult(Comparison comparison, Path folder) {
    private static final int SHOWN = 3;
    /// Smaller chances are not told apart: none is that exact.
    private static final double LEAST = 0.001;

    void print(Screen screen, boolean asJson) {
        if (asJson) {
            JsonObject json = JsonParser.parseString(ComparisonJson.text(comparison)).getAsJsonObject();
            json.addProperty("output", folder.toString());
            Json.print(screen.out(), json);
        } else {
            text(screen.out());
        }
    }

    private void text(PrintStream out) {
        List<String> scores = Stream.concat(Stream.of(comparison.mainScore()), wanted()).distinct()
                .filter(comparison.scores()::contains).limit(SHOWN).toList();
        List<TextTable.Column> columns = new ArrayList<>(List.of(TextTable.Column.left("model")));
        scores.forEach(score -> columns.add(TextTable.Column.right(score)));
        columns.addAll(List.of(TextTable.Column.right("less baseline"), TextTable.Column.right("p"),
                TextTable.Column.right("fit"), TextTable.Column.right("memory")));
        TextTable table = new TextTable(columns.toArray(TextTable.Column[]::new));
        models().forEach(model -> table.row(row(model, scores).toArray(String[]::new)));
        table.lines().forEach(out::println);
        ComparisonReport.verdict(comparison).forEach(out::println);
        out.println("mean ± standard deviation over runs; 'less baseline' and p are of " + comparison.mainScore()
                + "; the baseline is " + comparison.baseline());
        out.println("report.md, comparison.svg, summary.csv, runs.csv and comparison.json are in " + folder);
    }

    private Stream<String> wanted() {
        return switch (comparison.task()) {
            case CLASSIFICATION -> Stream.of("accuracy", "log_loss");
            case REPRESENTATION -> Stream.of("nmi", "batch_silhouette", "silhouette", "neighbour_r2");
            case RECONSTRUCTION -> Stream.of("pearson_gene", "pearson_cell");
        };
    }

    /// The best by the main score first.
    private List<String> models() {
        int sign = Score.lowerIsBetter(comparison.mainScore()) ? 1 : -1;
        return comparison.contestants().stream().map(Comparison.Contestant::name)
                .sorted(Comparator.comparingDouble(model -> comparison.summary(model, comparison.mainScore())
                        .map(one -> sign * one.mean()).orElse(Double.POSITIVE_INFINITY)))
                .toList();
    }

    private List<String> row(String model, List<String> scores) {
        List<String> cells = new ArrayList<>(List.of(model));
        scores.forEach(score -> cells.add(comparison.summary(model, score).map(CompareResult::spread).orElse("-")));
        Optional<PairedTest> test = comparison.summary(model, comparison.mainScore())
                .flatMap(ScoreSummary::againstBaseline);
        cells.add(test.map(t -> fixed(t.meanDifference())).orElse("-"));
        cells.add(test.map(t -> t.correctedT() < LEAST ? "<" + LEAST : fixed(t.correctedT())).orElse("-"));
        cells.add(Numbers.duration(comparison.meanCost(model, RunResult.Cost::fitSeconds)));
        cells.add(comparison.peakMemory(model).isEmpty() ? "-"
                : Numbers.bytes((long) comparison.peakMemory(model).getAsDouble()));
        return cells;
    }

    private static String spread(ScoreSummary one) {
        return fixed(one.mean()) + (Double.isNaN(one.deviation()) ? "" : " ± " + fixed(one.deviation()));
    }

    private static String fixed(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }
}
