package io.cellwright.cli;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/// Numbers as people read them, the same in every locale.
final class Numbers {
    private static final List<String> BYTE_UNITS = List.of("kB", "MB", "GB", "TB", "PB", "EB");

    /// Whole numbers up to here are exact in a double.
    private static final double EXACT = 1L << 53;

    private Numbers() {}

    /// Whole number with a comma between thousands: `1,234,567`.
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /// So many things: `1 step`, `1,234 steps`.
    ///
    /// @param noun what is counted, in the singular; its plural ends with s
    static String count(long value, String noun) {
        return count(value) + " " + noun + (value == 1 ? "" : "s");
    }

    /// A number as it stands in a file: every digit of a whole one, of others so many that are significant.
    static String exact(double value, int digits) {
        return value == Math.rint(value) && Math.abs(value) <= EXACT ? count((long) value) : significant(value, digits);
    }

    /// Rounded to that many significant digits, with no trailing zeros after the point; far from 1 as `1.2e-7`; a
    /// missing number (NaN) as `-`.
    static String significant(double value, int digits) {
        if (Double.isNaN(value)) {
            return "-";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN))
                .stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        return exponent < -4 || exponent > 8
                ? rounded.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent
                : rounded.toPlainString();
    }

    /// A share of one with one decimal: `12.3 %`.
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /// Bytes in decimal units: `12.3 MB`.
    static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " bytes";
        }
        double scaled = bytes;
        int unit = -1;
        // 999.95 would print as 1000.0.
        while (scaled >= 999.95 && unit < BYTE_UNITS.size() - 1) {
            scaled /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", scaled, BYTE_UNITS.get(Math.max(unit, 0)));
    }

    /// A time span in its two largest units: `0.8s`, `42s`, `1m09s`, `2h03m`, `3d04h`.
    static String duration(double seconds) {
        if (seconds < 9.95) {
            return String.format(Locale.ROOT, "%.1fs", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + "s";
        }
        if (whole < 3600) {
            return String.format(Locale.ROOT, "%dm%02ds", whole / 60, whole % 60);
        }
        long minutes = Math.round(seconds / 60);
        if (minutes < 24 * 60) {
            return String.format(Locale.ROOT, "%dh%02dm", minutes / 60, minutes % 60);
        }
        long hours = Math.round(seconds / 3600);
        return String.format(Locale.ROOT, "%dd%02dh", hours / 24, hours % 24);
    }
}
