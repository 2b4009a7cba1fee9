package io.cellwright.report.html;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/// HTML that is also well-formed XML. All text and all values of attributes are escaped here and nowhere else.
final class Markup {
    private static final Set<String> EMPTY = Set.of("meta", "br", "input", "line", "rect", "circle", "path");

    private final StringBuilder out;
    private final Deque<String> open = new ArrayDeque<>();

    /// A page.
    Markup() {
        this("<!DOCTYPE html>\n");
    }

    private Markup(String head) {
        this.out = new StringBuilder(head);
    }

    /// Something else than a page, such as a picture in a file of its own.
    static Markup fragment() {
        return new Markup("");
    }

    /// Opens an element.
    ///
    /// @param attributes names and values by turns
    Markup open(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"").append(escaped(attributes[i + 1])).append('"');
        }
        if (EMPTY.contains(tag)) {
            out.append("/>");
        } else {
            out.append('>');
            open.push(tag);
        }
        return this;
    }

    /// Closes the innermost element, which the caller names so that a mistake is seen.
    Markup close(String tag) {
        if (!open.pop().equals(tag)) {
            throw new IllegalStateException("closed " + tag + " while another element is open");
        }
        out.append("</").append(tag).append('>');
        return this;
    }

    /// An element with text in it.
    Markup text(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    Markup text(String text) {
        out.append(escaped(text));
        return this;
    }

    Markup newLine() {
        out.append('\n');
        return this;
    }

    /// An element whose text a browser does not unescape: style or script. It comes from our own files, or is JSON
    /// whose brackets are escaped.
    Markup raw(String tag, String text, String... attributes) {
        open(tag, attributes);
        out.append(text);
        return close(tag);
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("still open: " + open);
        }
        return out.toString();
    }

    private static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '&' -> safe.append("&amp;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(allowed(c) ? c : 0xFFFD);
            }
        });
        return safe.toString();
    }

    /// Whether XML can hold a character at all.
    private static boolean allowed(int c) {
        boolean control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
        boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return !control && !half && c != 0xFFFE && c != 0xFFFF;
    }
}
