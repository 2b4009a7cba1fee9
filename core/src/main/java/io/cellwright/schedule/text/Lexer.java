package io.cellwright.schedule.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.cellwright.schedule.text.Token.Kind;

/// Cuts a text into words.
final class Lexer {
    private static final Pattern TOKEN = Pattern.compile("\\s*(?:"
            + "(?<number>[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)"
            + "|(?<name>[A-Za-z_][A-Za-z0-9_.-]*)"
            + "|'(?<single>[^']*)'|\"(?<double>[^\"]*)\""
            + "|(?<symbol>[()\\[\\],=*]))");
    private static final Pattern BLANK = Pattern.compile("\\s*");

    private Lexer() {}

    /// The words in order, and the end.
    static List<Token> tokens(String text) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        int at = 0;
        while (matcher.region(at, text.length()).lookingAt()) {
            tokens.add(token(matcher));
            at = matcher.end();
        }
        Matcher blank = BLANK.matcher(text).region(at, text.length());
        int rest = blank.lookingAt() ? blank.end() : at;
        if (rest < text.length()) {
            char found = text.charAt(rest);
            String problem = found == '\'' || found == '"' ? "this quotation mark has no partner"
                    : "'" + found + "' means nothing here: schedules are made of names, numbers and ( ) [ ] , = *";
            throw new ScheduleTextException(problem, text, new Place(rest, rest + 1));
        }
        tokens.add(new Token(Kind.END, "", new Place(at, at + 1)));
        return tokens;
    }

    private static Token token(Matcher matcher) {
        for (Kind kind : List.of(Kind.NUMBER, Kind.NAME, Kind.SYMBOL)) {
            String group = kind == Kind.NUMBER ? "number" : kind == Kind.NAME ? "name" : "symbol";
            String found = matcher.group(group);
            if (found != null) {
                return new Token(kind, found, new Place(matcher.start(group), matcher.end(group)));
            }
        }
        String group = matcher.group("single") == null ? "double" : "single";
        return new Token(Kind.STRING, matcher.group(group),
                new Place(matcher.start(group) - 1, matcher.end(group) + 1));
    }
}
