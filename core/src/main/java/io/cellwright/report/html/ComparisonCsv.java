package io.cellwright.report.html;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

import io.cellwright.metric.PairedTest;
import io.cellwright.task.compare.Comparison;
import io.cellwright.task.compare.RunResult;
import io.cellwright.task.compare.ScoreSummary;
import io.cellwright.task.estimator.Score;

/// A comparison as comma-separated values. Numbers are as Java writes a double: they read back as the same. A number
/// that cannot be had is an empty field.
public final class ComparisonCsv {
    private static final String SUMMARY_HEAD = "model,score,runs,mean,standard_deviation,best,baseline_difference,"
            + "baseline_t,baseline_p,baseline_p_sign_flip,best_difference,best_t,best_p,best_p_sign_flip\n";

    private ComparisonCsv() {}

    /// Writes a row for each run, over what was there.
    ///
    /// @throws io.cellwright.data.DataException if it cannot be written
    public static void writeRuns(Comparison comparison, Path path) {
        TextFile.write(path, runs(comparison));
    }

    /// Writes a row for each score of each model, over what was there.
    ///
    /// @throws io.cellwright.data.DataException if it cannot be written
    public static void writeSummary(Comparison comparison, Path path) {
        TextFile.write(path, summary(comparison));
    }

    /// A row for each run: model, seed, split, numbers of cells, what it took, and each score.
    public static String runs(Comparison comparison) {
        List<String> scores = comparison.scores();
        StringBuilder out = new StringBuilder("model,seed,fold,training_cells,validation_cells,judging_cells,"
                + "prepare_seconds,fit_seconds,judge_seconds,memory_before_bytes,peak_memory_bytes");
        scores.forEach(score -> out.append(',').append(score));
        out.append('\n');
        for (RunResult run : comparison.runs()) {
            RunResult.Cost cost = run.cost();
            out.append(PerClassCsv.quoted(run.model())).append(',').append(run.seed()).append(',').append(run.fold())
                    .append(',').append(run.cells().training()).append(',').append(run.cells().validation()).append(',')
                    .append(run.cells().judging()).append(',').append(cost.prepareSeconds()).append(',')
                    .append(cost.fitSeconds()).append(',').append(cost.judgeSeconds()).append(',')
                    .append(bytes(cost.memoryBefore())).append(',').append(bytes(cost.peakMemory()));
            scores.forEach(score -> out.append(',').append(value(run, score)));
            out.append('\n');
        }
        return out.toString();
    }

    /// A row for each score of each model: mean, spread, and the paired tests against the baseline and the best.
    public static String summary(Comparison comparison) {
        return comparison.summaries().stream().map(ComparisonCsv::row).collect(Collectors.joining("", SUMMARY_HEAD, ""));
    }

    private static String row(ScoreSummary one) {
        return PerClassCsv.quoted(one.model()) + "," + one.score() + "," + one.runs() + "," + number(one.mean()) + ","
                + number(one.deviation()) + "," + one.best() + "," + test(one.againstBaseline()) + ","
                + test(one.againstBest()) + "\n";
    }

    private static String test(Optional<PairedTest> test) {
        List<ToDoubleFunction<PairedTest>> columns = List.of(PairedTest::meanDifference, PairedTest::t,
                PairedTest::correctedT, PairedTest::signFlip);
        return columns.stream().map(column -> test.map(t -> number(column.applyAsDouble(t))).orElse(""))
                .collect(Collectors.joining(","));
    }

    private static String value(RunResult run, String score) {
        return run.scores().stream().filter(s -> s.name().equals(score)).findFirst().map(Score::value)
                .map(ComparisonCsv::number).orElse("");
    }

    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }

    private static String bytes(OptionalLong bytes) {
        return bytes.isPresent() ? Long.toString(bytes.getAsLong()) : "";
    }
}
