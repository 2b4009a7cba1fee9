package io.cellwright.kernel;

/// Dense products by three nested loops. Each sum runs in double over its rising inner index, starts at the bias or at
/// what the output held, and is rounded once. Products are not fused: without hardware for it `Math.fma` is a hundred
/// times slower, and a double has digits to spare.
final class PlainMatmul implements Matmul {
    private final Element element;
    private final WorkerPool pool;

    PlainMatmul(Element element, WorkerPool pool) {
        this.element = element;
        this.pool = pool;
    }

    @Override
    public void linear(long x_ni, long w_oi, long b_o, long y_no, int n, int in, int out) {
        pool.run(n, (from, to, worker) -> {
            for (long i = from; i < to; i++) {
                for (long o = 0; o < out; o++) {
                    double sum = b_o == 0 ? 0 : element.get(b_o, o);
                    for (int k = 0; k < in; k++) {
                        sum += element.get(x_ni, i * in + k) * element.get(w_oi, o * in + k);
                    }
                    element.set(y_no, i * out + o, sum);
                }
            }
        });
    }

    @Override
    public void inputGradient(long dy_no, long w_oi, long dx_ni, int n, int in, int out, boolean add) {
        pool.run(n, (from, to, worker) -> {
            for (long i = from; i < to; i++) {
                for (long k = 0; k < in; k++) {
                    double sum = add ? element.get(dx_ni, i * in + k) : 0;
                    for (long o = 0; o < out; o++) {
                        sum += element.get(dy_no, i * out + o) * element.get(w_oi, o * in + k);
                    }
                    element.set(dx_ni, i * in + k, sum);
                }
            }
        });
    }

    @Override
    public void weightGradient(long dy_no, long x_ni, long dw_oi, int n, int in, int out, boolean add) {
        pool.run(out, (from, to, worker) -> {
            for (long o = from; o < to; o++) {
                for (long k = 0; k < in; k++) {
                    double sum = add ? element.get(dw_oi, o * in + k) : 0;
                    for (long i = 0; i < n; i++) {
                        sum += element.get(dy_no, i * out + o) * element.get(x_ni, i * in + k);
                    }
                    element.set(dw_oi, o * in + k, sum);
                }
            }
        });
    }

    @Override
    public void biasGradient(long dy_no, long db_o, int n, int out, boolean add) {
        for (long o = 0; o < out; o++) {
            double sum = add ? element.get(db_o, o) : 0;
            for (long i = 0; i < n; i++) {
                sum += element.get(dy_no, i * out + o);
            }
            element.set(db_o, o, sum);
        }
    }
}
