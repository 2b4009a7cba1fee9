package io.cellwright.report.html;

import java.util.List;
import java.util.stream.Stream;

import io.cellwright.metric.ClassScore;

/// A confusion matrix, as a picture of shares and as a table of counts.
final class HeatMap {
    private static final double CELL = 30;
    private static final double LETTER = 7;
    private static final int LETTERS = 24;
    /// With more types than this, cells are too small for numbers in them.
    private static final int NUMBERED = 24;

    private HeatMap() {}

    static void write(Markup out, Classified seen) {
        List<ClassScore> rows = seen.rows();
        out.open("figure", "class", "heat");
        out.text("figcaption", "Of the cells of each type (row), how many of 100 were called what (column). The "
                + "diagonal is right.");
        out.open("div", "class", "wide", "tabindex", "0");
        picture(out, seen, rows);
        out.close("div");
        table(out, seen, rows);
        out.close("figure").newLine();
    }

    private static void picture(Markup out, Classified seen, List<ClassScore> rows) {
        int longest = rows.stream().mapToInt(row -> shortened(seen.name(row)).length()).max().orElse(0);
        double margin = LETTER * longest + 10;
        double left = margin + 18;
        double top = 6;
        double side = CELL * rows.size();
        double width = left + side + 6;
        double height = top + side + margin + 24;
        out.open("svg", "class", "plot", "role", "img", "width", Numbers.at(width),
                "viewBox", "0 0 " + Numbers.at(width) + " " + Numbers.at(height),
                "aria-labelledby", "heat-title heat-desc");
        out.text("title", "Confusion matrix", "id", "heat-title");
        out.text("desc", rows.size() + " types. The counts are in the table below.", "id", "heat-desc");
        for (int r = 0; r < rows.size(); r++) {
            Plot.label(out, "end", left - 6, top + CELL * (r + 0.5) + 4, shortened(seen.name(rows.get(r))));
            String x = Numbers.at(left + CELL * (r + 0.5) + 4);
            String y = Numbers.at(top + side + 6);
            out.text("text", shortened(seen.name(rows.get(r))), "text-anchor", "end", "x", x, "y", y, "transform",
                    "rotate(-90 " + x + " " + y + ")");
            for (int c = 0; c < rows.size(); c++) {
                cell(out, seen, rows.get(r), rows.get(c), left + CELL * c, top + CELL * r, rows.size() <= NUMBERED);
            }
        }
        Plot.label(out, "middle", left + side / 2, height - 6, "called");
        String middle = Numbers.at(top + side / 2);
        out.text("text", "is", "text-anchor", "middle", "x", "12", "y", middle, "transform", "rotate(-90 12 " + middle
                + ")");
        out.close("svg");
    }

    private static void cell(Markup out, Classified seen, ClassScore row, ClassScore column, double x, double y,
            boolean numbered) {
        int count = seen.matrix().count_cc()[row.label()][column.label()];
        double share = row.support() == 0 ? 0 : (double) count / row.support();
        long step = Math.round(Palette.STEPS * share);
        out.open("rect", "class", "h" + step, "x", Numbers.at(x + 1), "y", Numbers.at(y + 1), "width",
                Numbers.at(CELL - 2), "height", Numbers.at(CELL - 2));
        long percent = Math.round(100 * share);
        if (numbered && count > 0) {
            out.text("text", percent == 0 ? "<1" : Long.toString(percent), "class", "o" + step, "text-anchor", "middle",
                    "x", Numbers.at(x + CELL / 2), "y", Numbers.at(y + CELL / 2 + 4));
        }
    }

    /// The text with its end cut off where it is long.
    static String shortened(String name) {
        return name.codePointCount(0, name.length()) <= LETTERS ? name
                : name.substring(0, name.offsetByCodePoints(0, LETTERS - 1)) + "…";
    }

    private static void table(Markup out, Classified seen, List<ClassScore> rows) {
        Table.openFolded(out, "Counts", "Cells of each type (row) by what they were called (column)",
                Stream.concat(Stream.of("is / called"), rows.stream().map(seen::name)).toList());
        for (ClassScore row : rows) {
            out.open("tr").text("th", seen.name(row), "scope", "row");
            rows.forEach(column -> out.text("td",
                    Numbers.grouped(seen.matrix().count_cc()[row.label()][column.label()])));
            out.close("tr");
        }
        Table.closeFolded(out);
    }
}
