package io.cellwright.report.html;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/// Numbers as text for a reader, the same whatever the locale.
final class Numbers {
    private static final int DIGITS = 4;
    private static final double LARGE = 1e6;
    private static final double SMALL = 1e-4;

    private Numbers() {}

    /// A whole number with a comma before each third digit.
    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// So many decimals; a dash where there is no number.
    static String fixed(double number, int decimals) {
        return Double.isFinite(number) ? plainZero(String.format(Locale.ROOT, "%." + decimals + "f", number))
                : missing(number);
    }

    /// A share as a percentage with one decimal.
    static String percent(double share) {
        return Double.isFinite(share) ? fixed(100 * share, 1) + " %" : missing(share);
    }

    /// Four digits, with an exponent only where the number is very large or very small.
    static String brief(double number) {
        if (!Double.isFinite(number)) {
            return missing(number);
        }
        double size = Math.abs(number);
        if (size != 0 && (size >= LARGE || size < SMALL)) {
            return String.format(Locale.ROOT, "%." + (DIGITS - 1) + "e", number);
        }
        BigDecimal rounded = new BigDecimal(number).round(new MathContext(DIGITS, RoundingMode.HALF_EVEN));
        return size == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    /// A coordinate in a picture, as short as it goes.
    static String at(double place) {
        String text = fixed(place, 1);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String missing(double number) {
        return Double.isNaN(number) ? "–" : number > 0 ? "infinite" : "-infinite";
    }

    private static String plainZero(String text) {
        return text.startsWith("-") && text.chars().allMatch(c -> c == '-' || c == '0' || c == '.')
                ? text.substring(1) : text;
    }
}
