package io.cellwright.cli;

import java.util.ArrayList;
import java.util.List;

/// Text on lines of at most 120 columns, as far as its parts allow: none of them is torn apart.
final class Paragraph {
    static final int COLUMNS = 120;

    private Paragraph() {}

    /// The words of a text.
    ///
    /// @param first what the first line begins with
    /// @param next what the others begin with
    static List<String> of(String first, String next, String text) {
        return of(first, next, List.of(text.split(" ")));
    }

    /// Parts with a blank between two of them.
    static List<String> of(String first, String next, List<String> parts) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(first);
        int start = line.length();
        for (String part : parts) {
            boolean empty = line.length() == start;
            if (!empty && length(line) + 1 + length(part) > COLUMNS) {
                lines.add(line.toString());
                line = new StringBuilder(next).append(part);
                start = next.length();
            } else {
                line.append(empty ? "" : " ").append(part);
            }
        }
        lines.add(line.toString());
        return lines;
    }

    private static int length(CharSequence text) {
        return Character.codePointCount(text, 0, text.length());
    }
}
