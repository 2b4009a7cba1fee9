package io.cellwright.report.html;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

import io.cellwright.task.compare.Comparison;
import io.cellwright.task.compare.ScoreSummary;
import io.cellwright.task.estimator.Score;

/// A comparison as a picture, SVG: a panel for each score; in it a row for each model, with a dot for each run, a bar at
/// the mean and a line of one standard deviation to both sides. The best mean is a filled bar. A model that is so far off
/// that the others could not be told apart beside it stands at the edge, with its mean in numbers. Light or dark as the
/// reader's system is.
public final class ComparisonFigure {
    private static final double PANEL = 470;
    private static final double NAMES = 150;
    private static final double RIGHT = 20;
    private static final double ROW = 24;
    private static final double HEAD = 44;
    private static final double FOOT = 30;
    private static final double TOP = 66;
    private static final double LINE = 17;
    /// A letter is seldom wider.
    private static final double LETTER = 6.6;
    private static final double MEAN = 7;
    private static final int LONGEST = 22;
    private static final int ACROSS = 2;
    /// A model is left off the axis where it is farther from the others than so many times what they span.
    private static final double FAR = 1.5;

    private final Comparison comparison;
    private final List<String> models;
    private final Markup out = Markup.fragment();

    private ComparisonFigure(Comparison comparison) {
        this.comparison = comparison;
        this.models = comparison.contestants().stream().map(Comparison.Contestant::name).toList();
    }

    /// Writes the file, over what was there.
    ///
    /// @throws io.cellwright.data.DataException if it cannot be written
    public static void write(Comparison comparison, Path path) {
        TextFile.write(path, text(comparison));
    }

    /// What is written.
    public static String text(Comparison comparison) {
        ComparisonFigure figure = new ComparisonFigure(comparison);
        figure.draw();
        return figure.out + "\n";
    }

    private double panelHeight() {
        return HEAD + ROW * models.size() + FOOT;
    }

    private void draw() {
        List<String> scores = comparison.scores();
        int across = Math.min(ACROSS, scores.size());
        double width = PANEL * across;
        double height = TOP + panelHeight() * Math.ceilDiv(scores.size(), across);
        out.open("svg", "xmlns", "http://www.w3.org/2000/svg", "viewBox", "0 0 " + Numbers.at(width) + " "
                + Numbers.at(height), "width", Numbers.at(width), "height", Numbers.at(height), "role", "img",
                "aria-labelledby", "title desc");
        out.text("title", "Comparison of models: " + comparison.taskName(), "id", "title");
        out.text("desc", description(), "id", "desc");
        out.raw("style", style());
        out.open("rect", "class", "page", "width", "100%", "height", "100%");
        List<String> lines = List.of(comparison.taskName() + ": " + comparison.splits(),
                "dot: a run; bar: the mean, filled: the best; line: one standard deviation", "◂ the baseline");
        for (int l = 0; l < lines.size(); l++) {
            out.text("text", shortened(lines.get(l), (int) (width / LETTER)), "class", "quiet", "x", "16", "y",
                    Numbers.at(LINE * (l + 1.3)));
        }
        for (int s = 0; s < scores.size(); s++) {
            panel(scores.get(s), PANEL * (s % across), TOP + panelHeight() * Math.floorDiv(s, across));
        }
        out.close("svg");
    }

    private String description() {
        String score = comparison.mainScore();
        StringBuilder text = new StringBuilder(score + ":");
        for (String model : models) {
            comparison.summary(model, score).ifPresent(one -> text.append(' ').append(model).append(' ')
                    .append(Numbers.brief(one.mean())).append(';'));
        }
        return text.toString();
    }

    private void panel(String score, double left, double top) {
        double[] all = models.stream().filter(model -> !isFarOff(model, score))
                .flatMapToDouble(model -> Arrays.stream(reach(model, score))).toArray();
        Axis axis = Axis.around(Arrays.stream(all).min().orElse(0), Arrays.stream(all).max().orElse(1), left + NAMES,
                left + PANEL - RIGHT);
        double bottom = top + HEAD + ROW * models.size();
        out.text("text", score, "class", "head", "x", Numbers.at(left + NAMES), "y", Numbers.at(top + 22));
        out.text("text", Score.lowerIsBetter(score) ? "← less is better" : "more is better →", "class", "quiet",
                "text-anchor", "end", "x", Numbers.at(left + PANEL - RIGHT), "y", Numbers.at(top + 22));
        for (double mark : axis.marks()) {
            Plot.line(out, "grid", axis.at(mark), top + HEAD - 8, axis.at(mark), bottom);
            out.text("text", axis.label(mark), "class", "quiet", "text-anchor", "middle", "x",
                    Numbers.at(axis.at(mark)), "y", Numbers.at(bottom + 16));
        }
        for (int m = 0; m < models.size(); m++) {
            row(models.get(m), score, axis, left, top + HEAD + ROW * (m + 0.5) - 4);
        }
    }

    private boolean isFarOff(String model, String score) {
        double[] others = models.stream().filter(other -> !other.equals(model))
                .flatMapToDouble(other -> Arrays.stream(reach(other, score))).sorted().toArray();
        double[] mine = reach(model, score);
        if (models.size() < 3 || others.length == 0 || mine.length == 0) {
            return false;
        }
        double least = others[0];
        double most = others[others.length - 1];
        double gap = Math.max(least - Arrays.stream(mine).max().orElse(least), Arrays.stream(mine).min().orElse(most)
                - most);
        return gap > FAR * (most - least);
    }

    /// All numbers that the row of a model has to hold.
    private double[] reach(String model, String score) {
        double[] values = comparison.values(model, score);
        return comparison.summary(model, score).filter(one -> Double.isFinite(one.deviation()))
                .map(one -> DoubleStream.concat(Arrays.stream(values), DoubleStream.of(
                        one.mean() - one.deviation(), one.mean() + one.deviation())).toArray())
                .orElse(values);
    }

    private void row(String model, String score, Axis axis, double left, double y) {
        boolean baseline = model.equals(comparison.baseline());
        out.text("text", shortened(model, LONGEST) + (baseline ? " ◂" : ""), "class", "name", "text-anchor", "end", "x",
                Numbers.at(left + NAMES - 10), "y", Numbers.at(y + 4));
        if (comparison.summary(model, score).isEmpty()) {
            out.text("text", "cannot be had", "class", "quiet", "x", Numbers.at(axis.from() + 4), "y",
                    Numbers.at(y + 4));
            return;
        }
        ScoreSummary one = comparison.summary(model, score).get();
        if (isFarOff(model, score)) {
            boolean below = one.mean() < axis.low();
            out.text("text", below ? "◀ " + Numbers.brief(one.mean()) : Numbers.brief(one.mean()) + " ▶", "class", "quiet",
                    "text-anchor", below ? "start" : "end", "x", Numbers.at(below ? axis.from() + 4 : axis.to() - 4), "y",
                    Numbers.at(y + 4));
            return;
        }
        if (Double.isFinite(one.deviation())) {
            Plot.line(out, "spread", axis.at(one.mean() - one.deviation()), y, axis.at(one.mean() + one.deviation()), y);
        }
        for (double value : comparison.values(model, score)) {
            out.open("circle", "class", "run", "cx", Numbers.at(axis.at(value)), "cy", Numbers.at(y), "r", "3.2");
        }
        out.open("rect", "class", one.best() ? "best" : "mean", "x", Numbers.at(axis.at(one.mean()) - 2), "y",
                Numbers.at(y - MEAN), "width", "4", "height", Numbers.at(2 * MEAN));
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    private static String style() {
        return colours(Palette.LIGHT) + "@media (prefers-color-scheme: dark){" + colours(Palette.DARK) + "}"
                + "text{font:12px system-ui,-apple-system,'Segoe UI',sans-serif}.head{font-weight:600;font-size:13px}"
                + ".grid{stroke-width:1}.spread{stroke-width:2}.run{fill-opacity:.35}.mean,.best{stroke-width:1.5}";
    }

    private static String colours(Palette palette) {
        return ".page{fill:" + palette.background() + "}text{fill:" + palette.ink() + "}.quiet{fill:" + palette.quiet()
                + "}.grid{stroke:" + palette.line() + "}.spread{stroke:" + palette.quiet() + "}.run{fill:"
                + palette.accent() + "}.mean{fill:" + palette.background() + ";stroke:" + palette.ink() + "}.best{fill:"
                + palette.ink() + ";stroke:" + palette.ink() + "}";
    }
}
