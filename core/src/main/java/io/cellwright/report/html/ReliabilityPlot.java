package io.cellwright.report.html;

import java.util.List;

import io.cellwright.metric.Calibration;
import io.cellwright.metric.ReliabilityBin;

/// How often the model is right where it is so and so sure, as a picture and as a table.
final class ReliabilityPlot {
    private static final double WIDTH = 400;
    private static final double HEIGHT = 380;
    private static final double LEAST_RADIUS = 2.5;
    private static final double MORE_RADIUS = 9;

    private ReliabilityPlot() {}

    static void write(Markup out, Calibration calibration) {
        List<ReliabilityBin> bins = calibration.bins().stream().filter(bin -> bin.cells() > 0).toList();
        out.text("p", summary(calibration));
        out.open("figure", "class", "chart");
        out.text("figcaption", "Right answers by confidence. A model that knows how sure it may be is on the dashed "
                + "line; below it, it is too sure. Larger dots are more cells.");
        picture(out, bins);
        table(out, bins);
        out.close("figure").newLine();
    }

    /// The expected calibration error in words.
    static String summary(Calibration calibration) {
        return "On average, confidence and share of right answers are "
                + Numbers.fixed(100 * calibration.expectedError(), 1)
                + " of 100 apart (expected calibration error " + Numbers.fixed(calibration.expectedError(), 3) + ").";
    }

    /// The confidences of a bin in words.
    static String range(ReliabilityBin bin) {
        return Numbers.fixed(bin.from(), 2) + " to " + Numbers.fixed(bin.to(), 2);
    }

    private static void picture(Markup out, List<ReliabilityBin> bins) {
        Plot plot = new Plot(Axis.share(Plot.LEFT, WIDTH - Plot.RIGHT), Axis.share(HEIGHT - Plot.BOTTOM, Plot.TOP),
                WIDTH, HEIGHT);
        plot.begin(out, "reliability", "Share of right answers by confidence", bins.size()
                + " groups of cells of similar confidence. The numbers are in the table below.");
        plot.axes(out, "confidence", "share of right answers");
        Plot.line(out, "ideal", plot.x().at(0), plot.y().at(0), plot.x().at(1), plot.y().at(1));
        plot.through(out, "curve c0", bins.stream().map(b -> new double[] {b.meanConfidence(), b.accuracy()}).toList());
        int most = bins.stream().mapToInt(ReliabilityBin::cells).max().orElse(1);
        for (ReliabilityBin bin : bins) {
            double radius = LEAST_RADIUS + MORE_RADIUS * Math.sqrt((double) bin.cells() / most);
            out.open("circle", "class", "c0 dot", "cx", Numbers.at(plot.x().at(bin.meanConfidence())), "cy",
                    Numbers.at(plot.y().at(bin.accuracy())), "r", Numbers.at(radius));
        }
        out.close("svg");
    }

    private static void table(Markup out, List<ReliabilityBin> bins) {
        Table.openFolded(out, "Numbers of the calibration", "Cells by confidence",
                List.of("confidence", "cells", "mean confidence", "right"));
        for (ReliabilityBin bin : bins) {
            out.open("tr").text("th", range(bin), "scope", "row");
            out.text("td", Numbers.grouped(bin.cells())).text("td", Numbers.percent(bin.meanConfidence()))
                    .text("td", Numbers.percent(bin.accuracy())).close("tr");
        }
        Table.closeFolded(out);
    }
}
