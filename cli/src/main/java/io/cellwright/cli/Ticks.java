package io.cellwright.cli;

import java.util.stream.DoubleStream;

/// Round numbers for an axis that begins at 0.
final class Ticks {
    private Ticks() {}

    /// The multiples of 1, 2 or 5 times a power of ten from 0 to `end`, about `count` of them.
    ///
    /// @param end above 0
    static double[] of(double end, int count) {
        double rough = end / count;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = DoubleStream.of(1, 2, 5, 10).map(factor -> factor * power).filter(s -> s >= rough * 0.999)
                .findFirst().orElse(10 * power);
        int last = (int) Math.floor(end / step * 1.0001);
        return DoubleStream.iterate(0, i -> i + 1).limit(last + 1L).map(i -> i * step).toArray();
    }

    /// A round number that is not below `value`, for the end of an axis.
    static double above(double value, int count) {
        double[] ticks = of(value, count);
        double step = ticks.length > 1 ? ticks[1] : value;
        return ticks[ticks.length - 1] >= value * 0.999 ? ticks[ticks.length - 1] : ticks[ticks.length - 1] + step;
    }
}
