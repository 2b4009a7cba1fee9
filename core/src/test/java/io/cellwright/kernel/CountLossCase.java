package io.cellwright.kernel;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Inputs of one {@link CountLoss} call as double arrays, and what a kernel makes of them.
final class CountLossCase {
    /// How cells share rows of theta.
    enum Dispersion {
        GENE,
        BY_CODE,
        GENE_CELL
    }

    /// What a kernel wrote.
    record Result(double[] nll_n, double[] rate_ng, double[] dropout_ng, double[] dLogTheta_rg,
            double[] dLogLibrary_n) {}

    final CountLoss.Likelihood likelihood;
    final CountLoss.RateLink link;
    final int n;
    final int g;
    final int rows;
    final double[] x_ng;
    final double[] logLibrary_n;
    final double[] rate_ng;
    final double[] dropout_ng;
    final double[] logTheta_rg;
    final int[] thetaRow_n;
    double weight = 0.75;

    CountLossCase(CountLoss.Likelihood likelihood, CountLoss.RateLink link, Dispersion dispersion, int n, int g) {
        this.likelihood = likelihood;
        this.link = link;
        this.n = n;
        this.g = g;
        this.rows = switch (dispersion) {
            case GENE -> 1;
            case BY_CODE -> 4;
            case GENE_CELL -> n;
        };
        this.x_ng = new double[n * g];
        this.logLibrary_n = new double[n];
        this.rate_ng = new double[n * g];
        this.dropout_ng = new double[n * g];
        this.logTheta_rg = new double[rows * g];
        this.thetaRow_n = new int[dispersion == Dispersion.GENE ? 0 : n];
    }

    /// Fills all inputs from `seed`, with numbers that a float holds too. Code 2 of four is left without cells.
    CountLossCase fill(long seed, double density, double maxCount, double rateSpread, double thetaSpread,
            double dropoutSpread) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < thetaRow_n.length; i++) {
            int code = random.nextInt(3);
            thetaRow_n[i] = rows == n ? i : code == 2 ? 3 : code;
        }
        for (int k = 0; k < n * g; k++) {
            if (random.nextDouble() < density) {
                boolean few = random.nextDouble() < 0.8;
                x_ng[k] = Math.floor(Math.exp(random.nextDouble() * Math.log(few ? 5 : maxCount + 1)));
            }
        }
        spread(random, rate_ng, rateSpread);
        spread(random, dropout_ng, dropoutSpread);
        spread(random, logTheta_rg, thetaSpread);
        for (int i = 0; i < n; i++) {
            logLibrary_n[i] = (float) Math.log(Arrays.stream(x_ng, i * g, (i + 1) * g).sum());
        }
        return this;
    }

    private static void spread(SplittableRandom random, double[] values, double spread) {
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) (spread * (2 * random.nextDouble() - 1));
        }
    }

    double logFactorial(int cell) {
        return (float) Arrays.stream(x_ng, cell * g, (cell + 1) * g).map(x -> GammaFunctions.lnGamma(x + 1)).sum();
    }

    Result run(CountLoss loss, Element element, boolean gradients) {
        try (Arena arena = Arena.ofConfined()) {
            CountLoss.Call call = call(arena, element, gradients);
            loss.run(call);
            return result(call, element);
        }
    }

    CountLoss.Call call(Arena arena, Element element, boolean gradients) {
        double[] logFactorial_n = new double[n];
        Arrays.setAll(logFactorial_n, this::logFactorial);
        boolean dispersed = likelihood != CountLoss.Likelihood.POISSON;
        return new CountLoss.Call(likelihood, link, counts(arena, element), put(arena, element, logLibrary_n),
                put(arena, element, logFactorial_n), put(arena, element, rate_ng),
                likelihood == CountLoss.Likelihood.ZINB ? put(arena, element, dropout_ng) : 0,
                dispersed ? put(arena, element, logTheta_rg) : 0, thetaRow_n.length == 0 ? 0 : ints(arena, thetaRow_n),
                rows, dispersed ? garbage(arena, element, rows * g) : 0, garbage(arena, element, n),
                garbage(arena, element, n), weight, gradients);
    }

    Result result(CountLoss.Call call, Element element) {
        return new Result(take(element, call.nll_n(), n), take(element, call.rate_ng(), n * g),
                take(element, call.dropout_ng(), n * g), take(element, call.dLogTheta_rg(), rows * g),
                take(element, call.dLogLibrary_n(), n));
    }

    SparseRows counts(Arena arena, Element element) {
        int[] start = new int[n + 1];
        int stored = (int) Arrays.stream(x_ng).filter(x -> x > 0).count();
        int[] gene = new int[stored];
        double[] value = new double[stored];
        int e = 0;
        for (int k = 0; k < n * g; k++) {
            if (x_ng[k] > 0) {
                gene[e] = k % g;
                value[e++] = x_ng[k];
            }
            start[k / g + 1] = e;
        }
        return new SparseRows(ints(arena, start), ints(arena, gene), put(arena, element, value), n, g);
    }

    static long put(Arena arena, Element element, double[] values) {
        long address = Memory.allocate(arena, (long) element.bytes() * values.length).address();
        for (int k = 0; k < values.length; k++) {
            element.set(address, k, values[k]);
        }
        return address;
    }

    private static long ints(Arena arena, int[] values) {
        long address = Memory.allocate(arena, 4L * values.length).address();
        for (int k = 0; k < values.length; k++) {
            Memory.int32(address + 4L * k, values[k]);
        }
        return address;
    }

    /// An output that must be overwritten.
    private static long garbage(Arena arena, Element element, int count) {
        double[] values = new double[count];
        Arrays.fill(values, 12345);
        return put(arena, element, values);
    }

    private static double[] take(Element element, long address, int count) {
        double[] values = new double[address == 0 ? 0 : count];
        for (int k = 0; k < values.length; k++) {
            values[k] = element.get(address, k);
        }
        return values;
    }

    @Override
    public String toString() {
        return likelihood + " " + link + " n=" + n + " g=" + g + " rows=" + rows;
    }
}
