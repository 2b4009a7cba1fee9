package io.cellwright.cli;

import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/// Round numbers for an axis.
final class Ticks {
    private Ticks() {}

    /// 1, 2 or 5 times a power of ten, of which about `count` make `length`.
    ///
    /// @param length above 0
    static double step(double length, int count) {
        double rough = length / count;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        return DoubleStream.of(1, 2, 5, 10).map(factor -> factor * power).filter(s -> s >= rough * 0.999)
                .findFirst().orElse(10 * power);
    }

    /// The multiples of {@link #step} from `from` to `to`.
    ///
    /// @param to above `from`
    static double[] between(double from, double to, int count) {
        double step = step(to - from, count);
        double slack = 1e-4;
        long first = (long) Math.ceil(from / step - slack);
        long last = (long) Math.floor(to / step + slack);
        return LongStream.rangeClosed(first, last).mapToDouble(i -> i * step).toArray();
    }
}
