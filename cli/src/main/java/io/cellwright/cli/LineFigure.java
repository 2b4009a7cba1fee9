package io.cellwright.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Lines as a picture in SVG, with axes; it needs nothing else.
final class LineFigure {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 400;
    private static final int LEFT = 80;
    private static final int RIGHT = 30;
    private static final int TOP = 50;
    private static final int BOTTOM = 60;
    private static final int COLUMNS = 2000;
    private static final int TITLE = 95;
    /// Okabe and Ito's, without yellow.
    private static final List<String> COLOURS = List.of("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00",
            "#000000");

    private final List<double[]> lines;
    private final Axis across;
    private final Axis up;

    private LineFigure(LineChart chart) {
        this.lines = chart.lines();
        this.across = chart.across();
        this.up = chart.up().rounded(5);
    }

    static String svg(LineChart chart, String title) {
        return new LineFigure(chart).svg(title);
    }

    private String svg(String title) {
        List<String> text = new ArrayList<>();
        text.add(("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" width=\"%s\" height=\"%s\" "
                + "font-family=\"sans-serif\" font-size=\"12\" fill=\"#333\">")
                .formatted(WIDTH, HEIGHT, WIDTH, HEIGHT));
        text.add("<rect width=\"%s\" height=\"%s\" fill=\"#fff\"/>".formatted(WIDTH, HEIGHT));
        text.add("<text x=\"%s\" y=\"28\" font-size=\"14\">%s</text>".formatted(LEFT,
                EmbeddingFigure.escape(Screen.printable(title(title)))));
        axes(text);
        for (int line = 0; line < lines.size(); line++) {
            text.add("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-linejoin=\"round\"/>"
                    .formatted(curve(lines.get(line)), COLOURS.get(line % COLOURS.size())));
        }
        return String.join("\n", text) + "\n</svg>\n";
    }

    private void axes(List<String> text) {
        int bottom = HEIGHT - BOTTOM;
        for (double tick : up.ticks(5)) {
            text.add("<path d=\"M%s %sH%s\" stroke=\"#ddd\"/>".formatted(LEFT, pixels(y(tick)), WIDTH - RIGHT));
            text.add("<text x=\"%s\" y=\"%s\" text-anchor=\"end\">%s</text>".formatted(LEFT - 8, pixels(y(tick) + 4),
                    up.label(tick)));
        }
        for (double tick : across.ticks(8)) {
            String x = pixels(x(across.place(tick)));
            text.add("<path d=\"M%s %sv5\" stroke=\"#333\"/>".formatted(x, bottom));
            text.add("<text x=\"%s\" y=\"%s\" text-anchor=\"middle\">%s</text>".formatted(x, bottom + 20,
                    across.label(tick)));
        }
        text.add("<path d=\"M%s %sV%sH%s\" fill=\"none\" stroke=\"#333\"/>".formatted(LEFT, TOP, bottom,
                WIDTH - RIGHT));
        text.add("<text x=\"%s\" y=\"%s\" text-anchor=\"middle\">%s</text>".formatted((LEFT + WIDTH - RIGHT) / 2,
                HEIGHT - 18, across.title()));
        text.add("<text transform=\"translate(20 %s) rotate(-90)\" text-anchor=\"middle\">%s</text>"
                .formatted((TOP + bottom) / 2, up.title()));
    }

    private static String title(String text) {
        return text.codePointCount(0, text.length()) <= TITLE ? text
                : text.substring(0, text.offsetByCodePoints(0, TITLE - 3)) + "...";
    }

    /// A value stays until the next; of very many the least and the largest of each column are enough.
    private String curve(double[] values) {
        StringBuilder path = new StringBuilder();
        int columns = Math.min(COLUMNS, values.length);
        for (int c = 0; c < columns; c++) {
            int from = (int) ((long) c * values.length / columns);
            int to = (int) ((c + 1L) * values.length / columns);
            int least = from;
            int most = from;
            for (int t = from; t < to; t++) {
                least = values[t] < values[least] ? t : least;
                most = values[t] > values[most] ? t : most;
            }
            for (int t : least == most ? new int[] {from} : new int[] {Math.min(least, most), Math.max(least, most)}) {
                path.append(path.isEmpty() ? "M" : "H").append(pixels(x((double) t / values.length)));
                path.append(path.indexOf("H") < 0 ? " " : "V").append(pixels(y(values[t])));
            }
        }
        return path.append("H").append(pixels(x(1))).toString();
    }

    private static double x(double place) {
        return LEFT + place * (WIDTH - RIGHT - LEFT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - up.place(value) * (HEIGHT - BOTTOM - TOP);
    }

    private static String pixels(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
