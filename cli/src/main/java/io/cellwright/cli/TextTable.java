package io.cellwright.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A small table of plain text: a header, a rule, rows; columns two blanks apart, no blanks at the end of a line. Lines
/// have at most 120 columns as long as the last column has 20 of them.
final class TextTable {
    private static final int WIDEST = 60;
    private static final int LEAST_LAST = 20;

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    /// A column of the table.
    record Column(String title, boolean right) {
        /// Aligned left, for text.
        static Column left(String title) {
            return new Column(title, false);
        }

        /// Aligned right, for numbers.
        static Column right(String title) {
            return new Column(title, true);
        }
    }

    TextTable(Column... columns) {
        this.columns = List.of(columns);
    }

    /// Adds a row: one text a column. Longer texts than 60 characters are cut.
    TextTable row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException("cells must be " + columns.size() + " but were " + cells.length);
        }
        List<String> row = new ArrayList<>();
        for (String cell : cells) {
            row.add(cut(Screen.printable(cell).replace('\n', '?'), WIDEST));
        }
        rows.add(row);
        return this;
    }

    /// The lines of the table.
    List<String> lines() {
        int[] width = new int[columns.size()];
        for (int j = 0; j < width.length; j++) {
            width[j] = length(columns.get(j).title());
            for (List<String> row : rows) {
                width[j] = Math.max(width[j], length(row.get(j)));
            }
        }
        int last = width.length - 1;
        int free = Paragraph.COLUMNS - Arrays.stream(width, 0, last).sum() - 2 * last;
        width[last] = Math.min(width[last], Math.max(LEAST_LAST, free));
        List<String> lines = new ArrayList<>();
        lines.add(line(columns.stream().map(Column::title).toList(), width));
        lines.add(line(Arrays.stream(width).mapToObj("-"::repeat).toList(), width));
        rows.forEach(row -> lines.add(line(row, width)));
        return lines;
    }

    private String line(List<String> cells, int[] width) {
        StringBuilder line = new StringBuilder();
        for (int j = 0; j < width.length; j++) {
            String text = cut(cells.get(j), width[j]);
            String pad = " ".repeat(width[j] - length(text));
            line.append(j == 0 ? "" : "  ");
            line.append(columns.get(j).right() ? pad + text : text + pad);
        }
        return line.toString().stripTrailing();
    }

    private static String cut(String text, int width) {
        return length(text) <= width ? text : text.substring(0, text.offsetByCodePoints(0, width - 3)) + "...";
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
