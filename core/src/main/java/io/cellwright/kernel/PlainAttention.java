package io.cellwright.kernel;

/// Attention by the obvious loops, in double.
final class PlainAttention implements Attention {
    private final Element element;
    private final WorkerPool pool;

    PlainAttention(Element element, WorkerPool pool) {
        this.element = element;
        this.pool = pool;
    }

    /// One head of one cell.
    private record Unit(long q, long k, long v, long context, int number, Size size) {
        static Unit of(int number, Size size) {
            long cell = number / size.heads();
            long q = cell * size.t() * 3 * size.d() + (long) (number % size.heads()) * size.w();
            return new Unit(q, q + size.d(), q + 2L * size.d(),
                    cell * size.t() * size.d() + (long) (number % size.heads()) * size.w(), number, size);
        }

        /// Element `c` of token `i` of the queries, keys or values that begin at `first`.
        long in(long first, int i, int c) {
            return first + (long) i * 3 * size.d() + c;
        }

        long out(int i, int c) {
            return context + (long) i * size.d() + c;
        }

        boolean drops(Dropout dropout, int i, int j) {
            return dropout.drops(size.firstWeight(number) + (long) i * size.t() + j);
        }
    }

    @Override
    public long roomBytes(Size size) {
        return 0;
    }

    @Override
    public void forward(long qkv_re, Dropout dropout, long room, long context_rd, Size size) {
        pool.run(size.units(), (from, to, worker) -> {
            for (int number = from; number < to; number++) {
                Unit unit = Unit.of(number, size);
                for (int i = 0; i < size.t(); i++) {
                    double[] p = weights(qkv_re, unit, i);
                    for (int c = 0; c < size.w(); c++) {
                        double sum = 0;
                        for (int j = 0; j < size.t(); j++) {
                            sum += unit.drops(dropout, i, j) ? 0
                                    : p[j] * dropout.kept() * element.get(qkv_re, unit.in(unit.v, j, c));
                        }
                        element.set(context_rd, unit.out(i, c), sum);
                    }
                }
            }
        });
    }

    /// How much token `i` attends to each.
    private double[] weights(long qkv_re, Unit unit, int i) {
        Size size = unit.size;
        double[] p = new double[size.t()];
        double max = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < size.t(); j++) {
            double sum = 0;
            for (int c = 0; c < size.w(); c++) {
                sum += element.get(qkv_re, unit.in(unit.q, i, c)) * element.get(qkv_re, unit.in(unit.k, j, c));
            }
            p[j] = sum * size.scale();
            max = Math.max(max, p[j]);
        }
        double total = 0;
        for (int j = 0; j < size.t(); j++) {
            p[j] = Math.exp(p[j] - max);
            total += p[j];
        }
        for (int j = 0; j < size.t(); j++) {
            p[j] /= total;
        }
        return p;
    }

    @Override
    public void gradient(long dcontext_rd, long context_rd, Dropout dropout, long room, long qkv_re, Size size) {
        pool.run(size.units(), (from, to, worker) -> {
            for (int number = from; number < to; number++) {
                gradient(dcontext_rd, dropout, qkv_re, Unit.of(number, size));
            }
        });
    }

    private void gradient(long dcontext_rd, Dropout dropout, long qkv_re, Unit unit) {
        int t = unit.size.t();
        int w = unit.size.w();
        double[] dq = new double[t * w];
        double[] dk = new double[t * w];
        double[] dv = new double[t * w];
        for (int i = 0; i < t; i++) {
            double[] p = weights(qkv_re, unit, i);
            double[] dp = new double[t];
            double dot = 0;
            for (int j = 0; j < t; j++) {
                double kept = unit.drops(dropout, i, j) ? 0 : dropout.kept();
                for (int c = 0; c < w; c++) {
                    double dout = element.get(dcontext_rd, unit.out(i, c));
                    dp[j] += kept == 0 ? 0 : kept * dout * element.get(qkv_re, unit.in(unit.v, j, c));
                    dv[j * w + c] += kept == 0 ? 0 : kept * p[j] * dout;
                }
                dot += p[j] * dp[j];
            }
            for (int j = 0; j < t; j++) {
                double dscore = p[j] * (dp[j] - dot) * unit.size.scale();
                for (int c = 0; c < w; c++) {
                    dq[i * w + c] += dscore * element.get(qkv_re, unit.in(unit.k, j, c));
                    dk[j * w + c] += dscore * element.get(qkv_re, unit.in(unit.q, i, c));
                }
            }
        }
        for (int i = 0; i < t; i++) {
            for (int c = 0; c < w; c++) {
                element.set(qkv_re, unit.in(unit.q, i, c), dq[i * w + c]);
                element.set(qkv_re, unit.in(unit.k, i, c), dk[i * w + c]);
                element.set(qkv_re, unit.in(unit.v, i, c), dv[i * w + c]);
            }
        }
    }
}
