package io.cellwright.report.html;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.cellwright.metric.PairedTest;
import io.cellwright.task.compare.Comparison;
import io.cellwright.task.compare.RunResult;
import io.cellwright.task.compare.ScoreSummary;
import io.cellwright.task.estimator.Score;

/// A comparison as Markdown: the verdict, all scores with their spread, the paired tests of the score that matters most,
/// what models took, and how to read it.
public final class ComparisonReport {
    private static final double MIB = 1 << 20;
    private static final double USUAL = 0.05;

    private final Comparison comparison;
    private final StringBuilder out = new StringBuilder();

    private ComparisonReport(Comparison comparison) {
        this.comparison = comparison;
    }

    /// Writes the file, over what was there.
    ///
    /// @throws io.cellwright.data.DataException if it cannot be written
    public static void write(Comparison comparison, Path path) {
        TextFile.write(path, text(comparison));
    }

    /// What is written.
    public static String text(Comparison comparison) {
        ComparisonReport report = new ComparisonReport(comparison);
        report.all();
        return report.out.toString();
    }

    /// Which model is best by the main score, and whether it beats the baseline, in a few sentences.
    public static List<String> verdict(Comparison comparison) {
        String score = comparison.mainScore();
        List<String> sentences = new ArrayList<>();
        Optional<ScoreSummary> best = comparison.summaries().stream().filter(s -> s.score().equals(score) && s.best())
                .findFirst();
        if (best.isEmpty()) {
            sentences.add("No model has a " + score + " on these cells.");
            return sentences;
        }
        ScoreSummary first = best.get();
        sentences.add("By " + score + ", " + first.model() + " is best: " + spread(first) + " over "
                + first.runs() + (first.runs() == 1 ? " run." : " runs."));
        if (first.againstBaseline().isEmpty()) {
            sentences.add("It is the baseline: no model beats it here.");
        } else {
            PairedTest test = first.againstBaseline().get();
            sentences.add("That is " + Numbers.brief(Math.abs(test.meanDifference()))
                    + (test.meanDifference() < 0 ? " less" : " more") + " than the baseline " + comparison.baseline()
                    + (Double.isNaN(test.correctedT()) ? "; one split cannot tell whether that is chance."
                            : " (p " + chance(test.correctedT()) + ", " + test.pairs() + " pairs)"
                            + (test.correctedT() < USUAL ? "." : "; as much may be chance.")));
        }
        return sentences;
    }

    private static String spread(ScoreSummary one) {
        return Numbers.brief(one.mean()) + (Double.isNaN(one.deviation()) ? "" : " ± " + Numbers.brief(one.deviation()));
    }

    private static String chance(double p) {
        return p < 0.001 ? "below 0.001" : Numbers.fixed(p, 3);
    }

    private void all() {
        out.append("# Comparison of models: ").append(comparison.taskName()).append("\n\n");
        out.append(String.join(" ", verdict(comparison))).append("\n\n");
        out.append("Splits: ").append(plain(comparison.splits())).append("; seeds ").append(String.join(", ",
                comparison.runs().stream().map(RunResult::seed).distinct().map(String::valueOf).toList()))
                .append(". All models saw the same cells.\n");
        if (!comparison.skipped().isEmpty()) {
            out.append("\nLeft out, for they cannot do the task: ").append(String.join(", ", comparison.skipped()))
                    .append(".\n");
        }
        comparison.notes().forEach(note -> out.append("\n- ").append(plain(note)).append('\n'));
        out.append("\n![scores of each run](comparison.svg)\n");
        scores();
        tests();
        costs();
        reading();
        out.append("\n## Settings\n\nCells: ").append(plain(comparison.preparation())).append(", SHA-256 ")
                .append(comparison.data()).append(".\n\n");
        head("model", "settings");
        comparison.contestants().forEach(one -> row(one.name(), readable(one.settings())));
    }

    /// The text of records without what was left open: `NetworkSettings[latent=OptionalInt[10], noise=OptionalDouble.empty]`
    /// is `NetworkSettings[latent=10]`.
    static String readable(String records) {
        return records.replaceAll("(, )?\\w+=Optional(Int|Double)?\\.empty", "")
                .replaceAll("Optional(Int|Double)?\\[([^\\[\\]]*)\\]", "$2").replace("[, ", "[");
    }

    private void scores() {
        out.append("\n## Scores\n\nMean ± standard deviation over runs; the best mean is bold. Less is better: ")
                .append(String.join(", ", comparison.scores().stream().filter(Score::lowerIsBetter).toList()))
                .append(".\n\n");
        List<String> models = comparison.contestants().stream().map(Comparison.Contestant::name).toList();
        List<String> titles = new ArrayList<>(models);
        titles.addFirst("score");
        head(titles.toArray(String[]::new));
        for (String score : comparison.scores()) {
            List<String> cells = new ArrayList<>();
            cells.add(score);
            models.forEach(model -> cells.add(comparison.summary(model, score)
                    .map(one -> one.best() ? "**" + spread(one) + "**" : spread(one)).orElse("–")));
            row(cells.toArray(String[]::new));
        }
    }

    private void tests() {
        out.append("\n## Differences of ").append(comparison.mainScore()).append("\n\n");
        head("model", "less the baseline", "p", "p by sign flips", "less the best", "p", "p by sign flips");
        for (Comparison.Contestant one : comparison.contestants()) {
            comparison.summary(one.name(), comparison.mainScore()).ifPresent(summary -> {
                List<String> cells = new ArrayList<>();
                cells.add(one.name());
                List.of(summary.againstBaseline(), summary.againstBest()).forEach(test -> {
                    cells.add(test.map(t -> Numbers.brief(t.meanDifference())).orElse("–"));
                    cells.add(test.map(t -> Double.isNaN(t.correctedT()) ? "–" : chance(t.correctedT())).orElse("–"));
                    cells.add(test.map(t -> chance(t.signFlip())).orElse("–"));
                });
                row(cells.toArray(String[]::new));
            });
        }
    }

    private void costs() {
        out.append("\n## Costs\n\nMeans over runs. Splitting the cells and making them ready is done once for all models "
                + "of a split and took ").append(Numbers.fixed(comparison.runs().stream()
                        .mapToDouble(run -> run.cost().prepareSeconds()).average().orElse(0), 2)).append(" s.\n\n");
        head("model", "fit, s", "answers and scores, s", "peak memory of the process, MiB");
        for (Comparison.Contestant one : comparison.contestants()) {
            row(one.name(), Numbers.fixed(comparison.meanCost(one.name(), RunResult.Cost::fitSeconds), 2),
                    Numbers.fixed(comparison.meanCost(one.name(), RunResult.Cost::judgeSeconds), 2),
                    comparison.peakMemory(one.name()).isEmpty() ? "–"
                            : Numbers.fixed(comparison.peakMemory(one.name()).getAsDouble() / MIB, 0));
        }
    }

    private void reading() {
        int pairs = comparison.runsOf(comparison.baseline()).size();
        out.append("\n## How to read this\n\n")
                .append("p is that of the corrected t-test (Nadeau and Bengio 2003): splits share training cells, so the "
                        + "plain one would find differences too often. Sign flips assume no distribution, but take pairs "
                        + "for independent; with ").append(pairs).append(pairs == 1 ? " pair" : " pairs")
                .append(" they cannot say less than ").append(Numbers.brief(Math.min(1, PairedTest.leastSignFlip(pairs))))
                .append(". A p above 0.05 does not show that two models are as good as each other: few pairs see large "
                        + "differences only. The p against the best is too small, for it was chosen by these very "
                        + "numbers; none is adjusted for the number of models and scores. All of it is about these cells: "
                        + "other tissues and donors may order models in another way.\n");
    }

    private void head(String... titles) {
        row(titles);
        out.append("|---".repeat(titles.length)).append("|\n");
    }

    private void row(String... cells) {
        for (String cell : cells) {
            out.append("| ").append(plain(cell)).append(' ');
        }
        out.append("|\n");
    }

    /// Text that no table or tag begins in.
    private static String plain(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace('\n', ' ').replace('\r', ' ');
    }
}
