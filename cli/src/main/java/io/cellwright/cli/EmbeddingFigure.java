package io.cellwright.cli;

import java.util.List;
import java.util.Locale;

/// A picture of cells in the plane as SVG: one panel for each way to colour them, side by side.
final class EmbeddingFigure {
    private static final int SIDE = 380;
    private static final int MARGIN = 20;
    private static final int LEGEND = 110;
    /// Okabe and Ito's colours, which people with colour blindness can tell apart, and two more.
    private static final List<String> COLOURS = List.of("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9",
            "#D55E00", "#F0E442", "#000000");

    private EmbeddingFigure() {}

    /// A way to colour the cells.
    ///
    /// @param title above the panel
    /// @param names of the groups
    /// @param code group of each cell
    record Panel(String title, List<String> names, int[] code) {}

    /// Draws the points.
    static String svg(double[][] points, List<Panel> panels) {
        int width = panels.size() * (SIDE + LEGEND + MARGIN) + MARGIN;
        int height = SIDE + 3 * MARGIN;
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(Locale.ROOT, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
                + "font-family=\"sans-serif\" font-size=\"12\">\n", width, height, width, height));
        svg.append(String.format(Locale.ROOT, "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>\n", width, height));
        for (int p = 0; p < panels.size(); p++) {
            svg.append(String.format(Locale.ROOT, "<g transform=\"translate(%d %d)\">\n", MARGIN + p * (SIDE + LEGEND + MARGIN), 2 * MARGIN));
            panel(svg, points, panels.get(p));
            svg.append("</g>\n");
        }
        return svg.append("</svg>\n").toString();
    }

    private static void panel(StringBuilder svg, double[][] points, Panel panel) {
        svg.append(String.format(Locale.ROOT, "<text x=\"0\" y=\"-10\" font-size=\"14\">%s</text>\n", escape(panel.title())));
        svg.append(String.format(Locale.ROOT, "<rect width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#bbb\"/>\n", SIDE, SIDE));
        double[] x = range(points, 0);
        double[] y = range(points, 1);
        for (int i = 0; i < points.length; i++) {
            svg.append(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"1.7\" fill=\"%s\" fill-opacity=\"0.7\"/>\n",
                    place(points[i][0], x), SIDE - place(points[i][1], y), colour(panel.code()[i])));
        }
        for (int g = 0; g < panel.names().size(); g++) {
            svg.append(String.format(Locale.ROOT, "<circle cx=\"%d\" cy=\"%d\" r=\"4\" fill=\"%s\"/>\n", SIDE + 14, 12 + 18 * g, colour(g)));
            svg.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\">%s</text>\n", SIDE + 24, 16 + 18 * g, escape(panel.names().get(g))));
        }
    }

    private static String colour(int group) {
        return COLOURS.get(group % COLOURS.size());
    }

    private static double place(double value, double[] range) {
        double width = range[1] > range[0] ? range[1] - range[0] : 1;
        return 8 + (SIDE - 16) * (value - range[0]) / width;
    }

    private static double[] range(double[][] points, int axis) {
        double[] range = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (double[] point : points) {
            range[0] = Math.min(range[0], point[axis]);
            range[1] = Math.max(range[1], point[axis]);
        }
        return range;
    }

    /// Text that stands for itself in SVG and HTML.
    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
