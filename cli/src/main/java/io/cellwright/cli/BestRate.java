package io.cellwright.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;

/// How much of something is done a second at best: a loop is run in bursts, the more of it in each the faster it is.
final class BestRate {
    private static final double SHORTEST = 1e-3;
    private static final double LONGEST = 8e-3;

    private final LongToDoubleFunction loop;
    private final List<Double> rates = new ArrayList<>();
    private long amount = 1;

    /// @param loop does so many turns and answers with how much that was
    BestRate(LongToDoubleFunction loop) {
        this.loop = loop;
    }

    /// Runs one burst of some milliseconds; the first ones are shorter.
    void burst() {
        long start = System.nanoTime();
        double done = loop.applyAsDouble(amount);
        double seconds = Math.max(1, System.nanoTime() - start) / 1e9;
        rates.add(done / seconds);
        if (seconds < SHORTEST) {
            amount *= 2;
        } else if (seconds > LONGEST && amount > 1) {
            amount /= 2;
        }
    }

    /// The best of all bursts.
    double best() {
        return rates.stream().mapToDouble(rate -> rate).max().orElse(Double.NaN);
    }

    /// The median of the later half, when all is compiled.
    double median() {
        List<Double> late = rates.subList(rates.size() / 2, rates.size()).stream().sorted().toList();
        return late.isEmpty() ? Double.NaN : late.get(late.size() / 2);
    }
}
