package io.cellwright.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.cellwright.report.html.Curves.Chart;
import io.cellwright.report.html.Curves.Line;

/// One quantity over the epochs, as a picture and as a table.
final class CurvePlot {
    private static final double WIDTH = 440;
    private static final double HEIGHT = 260;
    /// Rows of the table; of a longer run it has evenly spaced epochs and the last one.
    private static final int ROWS = 50;

    private CurvePlot() {}

    static void write(Markup out, Chart chart, String id) {
        out.open("figure", "class", "chart").text("figcaption", chart.title());
        double[] all = chart.lines().stream().flatMapToDouble(l -> DoubleStream.of(l.values())).filter(Double::isFinite)
                .toArray();
        if (all.length == 0) {
            out.text("p", "No epoch has a finite number of it.").close("figure").newLine();
            return;
        }
        legend(out, chart);
        picture(out, chart, id, all);
        table(out, chart);
        out.close("figure").newLine();
    }

    private static void legend(Markup out, Chart chart) {
        out.open("ul", "class", "keys");
        for (int l = 0; l < chart.lines().size(); l++) {
            out.open("li").open("svg", "class", "sample", "viewBox", "0 0 30 8", "aria-hidden", "true");
            out.open("path", "class", kind(l), "d", "M0,4H30").close("svg");
            out.text(" " + chart.lines().get(l).key()).close("li");
        }
        out.close("ul");
    }

    private static void picture(Markup out, Chart chart, String id, double[] all) {
        long first = epochs(chart).min().orElse(0);
        long last = epochs(chart).max().orElse(0);
        Plot plot = new Plot(Axis.counting(first + 1, last + 1, Plot.LEFT, WIDTH - Plot.RIGHT),
                Axis.around(DoubleStream.of(all).min().orElse(0), DoubleStream.of(all).max().orElse(0),
                        HEIGHT - Plot.BOTTOM, Plot.TOP),
                WIDTH, HEIGHT);
        plot.begin(out, id, chart.title() + " over the epochs", description(chart));
        plot.axes(out, "epoch", "");
        for (int l = 0; l < chart.lines().size(); l++) {
            Line line = chart.lines().get(l);
            List<double[]> points = new ArrayList<>();
            for (int i = 0; i < line.values().length; i++) {
                points.add(new double[] {line.epochs()[i] + 1, line.values()[i]});
            }
            plot.through(out, kind(l), points);
        }
        out.close("svg");
    }

    private static LongStream epochs(Chart chart) {
        return chart.lines().stream().flatMapToLong(line -> LongStream.of(line.epochs()));
    }

    private static String description(Chart chart) {
        StringBuilder text = new StringBuilder();
        for (Line line : chart.lines()) {
            int last = line.values().length - 1;
            if (last >= 0) {
                text.append(line.key()).append(" goes from ").append(Numbers.brief(line.values()[0])).append(" to ")
                        .append(Numbers.brief(line.values()[last])).append(" in epoch ").append(line.epochs()[last] + 1)
                        .append(". ");
            }
        }
        return text.append("The numbers are in the table below.").toString();
    }

    private static String kind(int line) {
        return "curve c" + line % Palette.colours() + " dash" + line % 4;
    }

    private static void table(Markup out, Chart chart) {
        long[] epochs = epochs(chart).distinct().sorted().toArray();
        int every = Math.ceilDiv(epochs.length, ROWS);
        Table.openFolded(out, "Numbers of " + chart.title(),
                chart.title() + (every == 1 ? " in each epoch" : " every " + every + " epochs and in the last"),
                Stream.concat(Stream.of("epoch"), chart.lines().stream().map(Line::key)).toList());
        IntStream.range(0, epochs.length).filter(i -> i % every == 0 || i == epochs.length - 1).forEach(i -> {
            out.open("tr").text("th", Long.toString(epochs[i] + 1), "scope", "row");
            chart.lines().forEach(line -> out.text("td", at(line, epochs[i])));
            out.close("tr");
        });
        Table.closeFolded(out);
    }

    private static String at(Line line, long epoch) {
        return IntStream.range(0, line.epochs().length).filter(i -> line.epochs()[i] == epoch)
                .mapToObj(i -> Numbers.brief(line.values()[i])).findFirst().orElse("");
    }
}
