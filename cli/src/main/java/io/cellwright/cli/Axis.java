package io.cellwright.cli;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// An axis of a picture.
///
/// @param title what it counts
/// @param from where it begins
/// @param to where it ends, above `from`
/// @param scale how numbers lie on it, and how they are written
record Axis(String title, double from, double to, Scale scale) {
    /// How numbers lie on an axis.
    enum Scale {
        /// Evenly; written as counts.
        COUNTS,
        /// Evenly.
        NUMBERS,
        /// Powers of ten evenly.
        LOG
    }

    /// The same with ends that are round numbers, for about so many ticks.
    Axis rounded(int count) {
        double step = Ticks.step(to - from, count);
        double slack = 1e-3;
        return new Axis(title, step * Math.floor(from / step + slack), step * Math.ceil(to / step - slack), scale);
    }

    /// Where a number lies: 0 at the beginning, 1 at the end.
    double place(double value) {
        return scale == Scale.LOG ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
    }

    /// Round numbers, about so many of them; powers of ten on a logarithmic axis.
    double[] ticks(int count) {
        if (scale != Scale.LOG) {
            return Ticks.between(from, to, count);
        }
        int first = (int) Math.ceil(Math.log10(from) - 1e-9);
        int last = (int) Math.floor(Math.log10(to) + 1e-9);
        int every = Math.max(1, (last - first) / count);
        return IntStream.rangeClosed(first, last).filter(power -> (power - first) % every == 0)
                .mapToDouble(power -> Math.pow(10, power)).toArray();
    }

    /// A tick in words.
    String label(double tick) {
        return switch (scale) {
            case COUNTS -> Numbers.exact(tick, 4);
            case NUMBERS -> Numbers.significant(tick, 4);
            case LOG -> "1e" + Math.round(Math.log10(tick));
        };
    }

    /// The axis from the least to the largest of some numbers.
    static Axis over(String title, double[] values) {
        double least = DoubleStream.of(values).min().orElse(0);
        double most = DoubleStream.of(values).max().orElse(1);
        return new Axis(title, least, most > least ? most : least + Math.max(1, Math.abs(least)), Scale.NUMBERS);
    }
}
