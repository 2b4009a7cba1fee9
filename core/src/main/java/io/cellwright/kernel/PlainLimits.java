package io.cellwright.kernel;

/// {@link Limits} of plain loops in double: what the plain kernels can do at most, which is far from what the machine can.
final class PlainLimits implements Limits {
    private static final int CHAINS = 8;
    private static final double FACTOR = 0x1p-10;

    private final Element element;
    private final WorkerPool pool;
    private final double[] results;

    PlainLimits(Element element, WorkerPool pool) {
        this.element = element;
        this.pool = pool;
        this.results = new double[pool.threads()];
    }

    @Override
    public long multiplyAdds(long turns) {
        pool.run(pool.threads(), (from, to, worker) -> {
            for (int part = from; part < to; part++) {
                results[part] = chains(turns);
            }
        });
        return 2L * CHAINS * turns * pool.threads();
    }

    private static double chains(long turns) {
        double a = 0;
        double b = 1;
        double c = 2;
        double d = 3;
        double e = 4;
        double f = 5;
        double g = 6;
        double h = 7;
        for (long i = 0; i < turns; i++) {
            a = Math.fma(a, FACTOR, 1);
            b = Math.fma(b, FACTOR, 1);
            c = Math.fma(c, FACTOR, 1);
            d = Math.fma(d, FACTOR, 1);
            e = Math.fma(e, FACTOR, 1);
            f = Math.fma(f, FACTOR, 1);
            g = Math.fma(g, FACTOR, 1);
            h = Math.fma(h, FACTOR, 1);
        }
        return a + b + c + d + e + f + g + h;
    }

    @Override
    public double read(long x, long count, int times) {
        pool.run(pool.threads(), (from, to, worker) -> {
            for (int part = from; part < to; part++) {
                double sum = 0;
                for (int t = 0; t < times; t++) {
                    sum += sum(x, firstOf(part, count), firstOf(part + 1, count));
                }
                results[part] = sum;
            }
        });
        double sum = 0;
        for (double result : results) {
            sum += result;
        }
        return sum;
    }

    private double sum(long x, long from, long to) {
        double sum = 0;
        for (long i = from; i < to; i++) {
            sum += element.get(x, i);
        }
        return sum;
    }

    @Override
    public void triad(long a, long b, long c, double factor, long count, int times) {
        pool.run(pool.threads(), (from, to, worker) -> {
            for (int t = 0; t < times; t++) {
                for (long i = firstOf(from, count); i < firstOf(to, count); i++) {
                    element.set(a, i, element.get(b, i) + factor * element.get(c, i));
                }
            }
        });
    }

    private long firstOf(int part, long count) {
        return part * count / pool.threads();
    }
}
