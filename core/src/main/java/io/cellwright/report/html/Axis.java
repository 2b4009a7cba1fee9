package io.cellwright.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An axis of a plot: from numbers to places, with round numbers marked.
///
/// @param low the number at `from`
/// @param high the number at `to`, above `low`
/// @param from place of the low end
/// @param to place of the high end
/// @param step between marked numbers: 1, 2 or 5 times a power of ten
record Axis(double low, double high, double from, double to, double step) {
    private static final int MARKS = 5;

    /// An axis that holds all numbers from the least to the greatest, and ends at marked ones.
    static Axis around(double least, double greatest, double from, double to) {
        double middle = Math.max(Math.abs(least), Math.abs(greatest));
        double room = greatest > least ? 0 : middle > 0 ? middle / 10 : 1;
        double step = step((greatest - least + 2 * room) / MARKS);
        return new Axis(step * Math.floor((least - room) / step), step * Math.ceil((greatest + room) / step), from, to,
                step);
    }

    /// An axis over whole numbers that ends exactly where they do.
    static Axis counting(long first, long last, double from, double to) {
        long end = Math.max(last, first + 1);
        return new Axis(first, end, from, to, Math.max(1, step((double) (end - first) / MARKS)));
    }

    /// From 0 to 1.
    static Axis share(double from, double to) {
        return new Axis(0, 1, from, to, 0.2);
    }

    private static double step(double atLeast) {
        double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
        double digits = atLeast / power;
        return power * (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10);
    }

    double at(double number) {
        return from + (number - low) / (high - low) * (to - from);
    }

    /// The marked numbers.
    List<Double> marks() {
        List<Double> marks = new ArrayList<>();
        double first = Math.ceil(low / step - 1e-9);
        for (int i = 0; (first + i) * step <= high + 1e-9 * step; i++) {
            marks.add((first + i) * step);
        }
        return marks;
    }

    /// A marked number as text, with the decimals that the step needs.
    String label(double mark) {
        if (Math.max(Math.abs(low), Math.abs(high)) >= 1e6 || step < 1e-4) {
            return String.format(Locale.ROOT, "%.2e", mark);
        }
        int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
        return decimals == 0 ? Numbers.grouped(Math.round(mark)) : Numbers.fixed(mark, decimals);
    }
}
