package io.cellwright.report.html;

import java.util.List;
import java.util.Locale;

/// The colours of a page in one scheme, light or dark.
///
/// Groups of cells have ten colours, chosen so that any two stay apart (CIE 1976 difference of at least 20) for full
/// colour vision and under simulated protanopia, deuteranopia and tritanopia (Machado, Oliveira and Fernandes 2009),
/// with a contrast of at least 3 to the background. From the eleventh group on the colours come again with another
/// [Mark].
///
/// @param background of the page
/// @param ink text
/// @param quiet text that matters less
/// @param accent links, bars and the full heat
/// @param line borders and grids
/// @param panel buttons and notes
/// @param groups groups of cells
record Palette(String background, String ink, String quiet, String accent, String line, String panel,
        List<String> groups) {
    /// Dark on light; also what is printed.
    static final Palette LIGHT = new Palette("#ffffff", "#1b1f24", "#57606a", "#0b4f8a", "#d0d7de", "#f4f6f8",
            List.of("#0069ff", "#f06900", "#4b3c78", "#5a965a", "#e169a5", "#692d3c", "#b478e1", "#963c00", "#690fa5",
                    "#0000f0"));
    /// Light on dark.
    static final Palette DARK = new Palette("#12161b", "#e6edf3", "#9aa5b1", "#79b8ff", "#343c46", "#1b2128",
            List.of("#2d78c3", "#ffc369", "#874bff", "#96ff00", "#b45a78", "#f03c0f", "#2dfff0", "#d25a4b", "#d2f0b4",
                    "#3cb4d2"));

    private static final String BLACK = "#000000";
    private static final String WHITE = "#ffffff";
    /// Steps of heat, from none to full.
    static final int STEPS = 10;
    /// Colours of numbers in the still picture of a map.
    static final int RAMP_LEVELS = 9;
    /// The lowest and the highest of a number, and the middle: all can be seen on the background of either scheme.
    static final List<String> RAMP = List.of("#d55e00", "#949494", "#0072b2");

    /// Number of colours of groups.
    static int colours() {
        return LIGHT.groups.size();
    }

    /// Both schemes as variables of a style sheet.
    static String style() {
        return ":root{" + LIGHT.variables() + "}\n@media screen and (prefers-color-scheme: dark){:root{"
                + DARK.variables() + "}}\n" + classes();
    }

    private String variables() {
        StringBuilder css = new StringBuilder();
        css.append("--background:").append(background).append(";--ink:").append(ink).append(";--quiet:").append(quiet)
                .append(";--accent:").append(accent).append(";--line:").append(line).append(";--panel:").append(panel);
        for (int c = 0; c < groups.size(); c++) {
            css.append(";--c").append(c).append(':').append(groups.get(c));
        }
        for (int step = 0; step <= STEPS; step++) {
            css.append(";--heat").append(step).append(':').append(heat(step));
            css.append(";--on").append(step).append(':').append(onHeat(step));
        }
        for (int r = 0; r < RAMP.size(); r++) {
            css.append(";--ramp").append(r).append(':').append(RAMP.get(r));
        }
        return css.toString();
    }

    private static String classes() {
        StringBuilder css = new StringBuilder();
        for (int c = 0; c < colours(); c++) {
            css.append(".c").append(c).append("{color:var(--c").append(c).append(")}");
        }
        for (int step = 0; step <= STEPS; step++) {
            css.append(".h").append(step).append("{fill:var(--heat").append(step).append(")}.plot .o").append(step)
                    .append("{fill:var(--on").append(step).append(")}");
        }
        for (int level = 0; level < RAMP_LEVELS; level++) {
            css.append(".r").append(level).append("{color:").append(ramp((level + 0.5) / RAMP_LEVELS)).append('}');
        }
        return css.append('\n').toString();
    }

    /// The colour of a number, from 0 for the lowest to 1 for the highest.
    static String ramp(double share) {
        return share < 0.5 ? mixed(RAMP.get(0), RAMP.get(1), 2 * share)
                : mixed(RAMP.get(1), RAMP.get(2), 2 * share - 1);
    }

    /// The colour of a share in steps: from the background to the accent.
    String heat(int step) {
        return mixed(background, accent, (double) step / STEPS);
    }

    /// The colour of text on that heat. One of black and white has a contrast of 4.5 to any colour; softer ones do not.
    String onHeat(int step) {
        return contrast(BLACK, heat(step)) >= contrast(WHITE, heat(step)) ? BLACK : WHITE;
    }

    private static String mixed(String from, String to, double share) {
        StringBuilder colour = new StringBuilder("#");
        for (int part = 0; part < 3; part++) {
            double value = part(from, part) + share * (part(to, part) - part(from, part));
            colour.append(String.format(Locale.ROOT, "%02x", Math.round(value)));
        }
        return colour.toString();
    }

    private static int part(String colour, int part) {
        return Integer.parseInt(colour, 1 + 2 * part, 3 + 2 * part, 16);
    }

    /// The contrast of two colours, 1 to 21, as WCAG 2.2 defines it.
    static double contrast(String one, String other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String colour) {
        return 0.2126 * linear(part(colour, 0)) + 0.7152 * linear(part(colour, 1)) + 0.0722 * linear(part(colour, 2));
    }

    static double linear(int part) {
        double value = part / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
