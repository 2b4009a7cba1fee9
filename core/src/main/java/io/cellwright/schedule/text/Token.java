package io.cellwright.schedule.text;

/// A word of the text.
///
/// @param kind what it is
/// @param text as it stands, without quotes
/// @param at where
record Token(Kind kind, String text, Place at) {
    enum Kind {
        NUMBER, NAME, STRING, SYMBOL, END
    }

    boolean is(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isWord(String word) {
        return kind == Kind.NAME && text.equalsIgnoreCase(word);
    }

    /// As an error names it.
    String shown() {
        return kind == Kind.END ? "the end" : "'" + text + "'";
    }
}
