package io.cellwright.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Lines drawn with Braille characters, each of which is two dots wide and four high.
final class LinePlot {
    private static final int COLUMNS = 72;
    private static final int ROWS = 12;
    private static final int TICKS = 4;
    private static final int BRAILLE = 0x2800;
    /// Bits of a character's dots, by row and column.
    private static final int[][] DOT = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

    private final Axis across;
    private final Axis up;
    private final int[][] dots = new int[ROWS][COLUMNS];

    LinePlot(LineChart chart) {
        this.across = chart.across();
        this.up = chart.up().rounded(TICKS);
        chart.lines().forEach(this::draw);
    }

    /// Each column of dots covers all values of its places, and reaches over to those of the column before it.
    private void draw(double[] values) {
        int width = 2 * COLUMNS;
        double before = values[0];
        for (int x = 0; x < width; x++) {
            int from = (int) ((long) x * values.length / width);
            int to = Math.max(from + 1, (int) ((x + 1L) * values.length / width));
            double least = before;
            double most = before;
            for (int t = from; t < to; t++) {
                least = Math.min(least, values[t]);
                most = Math.max(most, values[t]);
            }
            before = values[to - 1];
            for (int y = height(least); y <= height(most); y++) {
                int down = 4 * ROWS - 1 - y;
                dots[down / 4][x / 2] |= DOT[down % 4][x % 2];
            }
        }
    }

    private int height(double value) {
        return (int) Math.round(up.place(value) * (4 * ROWS - 1));
    }

    /// The lines of the picture, with axes.
    List<String> lines() {
        String[] labels = new String[ROWS];
        Arrays.fill(labels, "");
        for (double tick : up.ticks(TICKS)) {
            labels[(4 * ROWS - 1 - height(tick)) / 4] = up.label(tick);
        }
        int margin = Arrays.stream(labels).mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            StringBuilder line = new StringBuilder(" ".repeat(margin - labels[row].length())).append(labels[row])
                    .append(labels[row].isEmpty() ? " │" : " ┤");
            for (int dot : dots[row]) {
                line.append(dot == 0 ? ' ' : (char) (BRAILLE + dot));
            }
            lines.add(line.toString().stripTrailing());
        }
        lines.addAll(axis(" ".repeat(margin + 1)));
        return lines;
    }

    private List<String> axis(String margin) {
        StringBuilder rule = new StringBuilder(margin).append('└').append("─".repeat(COLUMNS));
        StringBuilder labels = new StringBuilder();
        for (double tick : across.ticks(TICKS + 1)) {
            int column = Math.min(COLUMNS - 1, (int) (across.place(tick) * COLUMNS));
            rule.setCharAt(margin.length() + 1 + column, '┬');
            String label = across.label(tick);
            int start = margin.length() + 1 + column - label.length() / 2;
            labels.append(" ".repeat(Math.max(0, start - labels.length()))).append(label);
        }
        return List.of(rule.toString(), labels.append("  ").append(across.title()).toString());
    }
}
