package io.cellwright.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Rates as a picture in SVG, with axes; it needs nothing else.
final class RateFigure {
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

    private final RateCourse course;
    private final double top;

    private RateFigure(RateCourse course) {
        this.course = course;
        this.top = Ticks.above(course.most(), 5);
    }

    static String svg(RateCourse course, String title) {
        return new RateFigure(course).svg(title);
    }

    private String svg(String title) {
        List<String> lines = new ArrayList<>();
        lines.add(("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" width=\"%s\" height=\"%s\" "
                + "font-family=\"sans-serif\" font-size=\"12\" fill=\"#333\">")
                .formatted(WIDTH, HEIGHT, WIDTH, HEIGHT));
        lines.add("<rect width=\"%s\" height=\"%s\" fill=\"#fff\"/>".formatted(WIDTH, HEIGHT));
        lines.add("<text x=\"%s\" y=\"28\" font-size=\"14\">%s</text>".formatted(LEFT,
                EmbeddingFigure.escape(Screen.printable(title(title)))));
        axes(lines);
        for (int group = 0; group < course.rates().size(); group++) {
            lines.add("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\" stroke-linejoin=\"round\"/>"
                    .formatted(curve(course.rates().get(group)), COLOURS.get(group % COLOURS.size())));
        }
        return String.join("\n", lines) + "\n</svg>\n";
    }

    private void axes(List<String> lines) {
        int bottom = HEIGHT - BOTTOM;
        for (double tick : Ticks.of(top, 5)) {
            lines.add("<path d=\"M%s %sH%s\" stroke=\"#ddd\"/>".formatted(LEFT, pixels(y(tick)), WIDTH - RIGHT));
            lines.add("<text x=\"%s\" y=\"%s\" text-anchor=\"end\">%s</text>".formatted(LEFT - 8, pixels(y(tick) + 4),
                    Numbers.significant(tick, 4)));
        }
        for (double tick : Ticks.of(course.length(), 8)) {
            lines.add("<path d=\"M%s %sv5\" stroke=\"#333\"/>".formatted(pixels(x(tick)), bottom));
            lines.add("<text x=\"%s\" y=\"%s\" text-anchor=\"middle\">%s</text>".formatted(pixels(x(tick)), bottom + 20,
                    Numbers.exact(tick, 4)));
        }
        lines.add("<path d=\"M%s %sV%sH%s\" fill=\"none\" stroke=\"#333\"/>".formatted(LEFT, TOP, bottom,
                WIDTH - RIGHT));
        lines.add("<text x=\"%s\" y=\"%s\" text-anchor=\"middle\">%s</text>".formatted((LEFT + WIDTH - RIGHT) / 2,
                HEIGHT - 18, course.unit().text()));
        lines.add("<text transform=\"translate(20 %s) rotate(-90)\" text-anchor=\"middle\">learning rate</text>"
                .formatted((TOP + bottom) / 2));
    }

    private static String title(String text) {
        return text.codePointCount(0, text.length()) <= TITLE ? text
                : text.substring(0, text.offsetByCodePoints(0, TITLE - 3)) + "...";
    }

    /// A step keeps its rate until the next; of very many the least and the largest of each column are enough.
    private String curve(double[] rates) {
        StringBuilder path = new StringBuilder();
        int columns = Math.min(COLUMNS, rates.length);
        double perUnit = course.length() / rates.length;
        for (int c = 0; c < columns; c++) {
            int from = (int) ((long) c * rates.length / columns);
            int to = (int) ((c + 1L) * rates.length / columns);
            int least = from;
            int most = from;
            for (int t = from; t < to; t++) {
                least = rates[t] < rates[least] ? t : least;
                most = rates[t] > rates[most] ? t : most;
            }
            for (int t : least == most ? new int[] {from} : new int[] {Math.min(least, most), Math.max(least, most)}) {
                path.append(path.isEmpty() ? "M" : "H").append(pixels(x(t * perUnit)));
                path.append(path.indexOf("H") < 0 ? " " : "V").append(pixels(y(rates[t])));
            }
        }
        return path.append("H").append(pixels(x(course.length()))).toString();
    }

    private double x(double value) {
        return LEFT + value / course.length() * (WIDTH - RIGHT - LEFT);
    }

    private double y(double rate) {
        return HEIGHT - BOTTOM - rate / top * (HEIGHT - BOTTOM - TOP);
    }

    private static String pixels(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
