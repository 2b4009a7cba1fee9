package io.cellwright.report.html;

/// What a cell is drawn as. Groups have as many colours as [Palette#colours()]; the next as many have the next mark.
enum Mark {
    /// A dot: a path of no length with a round end.
    DISC("h0"),
    /// A triangle, point up.
    TRIANGLE("m0-3l3,5h-6z"),
    /// A square.
    SQUARE("m-2.4-2.4h4.8v4.8h-4.8z"),
    /// A lying cross.
    CROSS("m-2.5-2.5l5,5m0-5l-5,5");

    /// From the middle of the cell on, in the language of SVG paths.
    final String path;

    Mark(String path) {
        this.path = path;
    }

    static Mark of(int group) {
        return values()[group / Palette.colours() % values().length];
    }

    /// The classes of an element that is drawn in the colour of a group with its mark.
    static String classes(int group) {
        return "c" + group % Palette.colours() + " mark " + switch (of(group)) {
            case DISC -> "disc";
            case CROSS -> "cross";
            case TRIANGLE, SQUARE -> "area";
        };
    }

    /// A small picture of the mark, for legends.
    static void swatch(Markup out, int group) {
        out.open("svg", "class", "swatch", "viewBox", "-5 -5 10 10", "aria-hidden", "true");
        out.open("path", "class", classes(group), "d", "M0,0" + of(group).path).close("svg");
    }
}
