package io.cellwright.kernel;

/// Sparse products entry by entry. Each sum runs in double over rising genes or rising cells, starts at the bias or at
/// what the output held, and is rounded once.
final class PlainSparseMatmul implements SparseMatmul {
    private final Element element;
    private final WorkerPool pool;

    PlainSparseMatmul(Element element, WorkerPool pool) {
        this.element = element;
        this.pool = pool;
    }

    @Override
    public void linear(SparseRows x_ng, long w_gh, long b_h, long y_nh, int h) {
        pool.run(x_ng.n(), (from, to, worker) -> {
            for (int i = from; i < to; i++) {
                for (long j = 0; j < h; j++) {
                    double sum = b_h == 0 ? 0 : element.get(b_h, j);
                    for (int e = x_ng.start(i); e < x_ng.start(i + 1); e++) {
                        sum += element.get(x_ng.value(), e) * element.get(w_gh, (long) x_ng.gene(e) * h + j);
                    }
                    element.set(y_nh, (long) i * h + j, sum);
                }
            }
        });
    }

    @Override
    public void weightGradient(SparseRows x_ng, long dy_nh, long dw_gh, int h, boolean add) {
        pool.run(h, (from, to, worker) -> {
            long sum_g = pool.scratch(worker, 8L * x_ng.g());
            for (int j = from; j < to; j++) {
                readColumn(dw_gh, j, sum_g, x_ng.g(), h, add);
                for (int i = 0; i < x_ng.n(); i++) {
                    double dy = element.get(dy_nh, (long) i * h + j);
                    for (int e = x_ng.start(i); e < x_ng.start(i + 1); e++) {
                        long sum = sum_g + 8L * x_ng.gene(e);
                        Memory.float64(sum, Memory.float64(sum) + element.get(x_ng.value(), e) * dy);
                    }
                }
                writeColumn(sum_g, dw_gh, j, x_ng.g(), h);
            }
        });
    }

    @Override
    public void addRows(long table_lh, long code_n, long y_nh, int n, int h) {
        for (int i = 0; i < n; i++) {
            long code = Memory.int32(code_n + 4L * i);
            for (int j = 0; code >= 0 && j < h; j++) {
                long at = (long) i * h + j;
                element.set(y_nh, at, element.get(y_nh, at) + element.get(table_lh, code * h + j));
            }
        }
    }

    @Override
    public void rowsGradient(long dy_nh, long code_n, long dtable_lh, int n, int levels, int h, boolean add) {
        pool.run(h, (from, to, worker) -> {
            long sum_l = pool.scratch(worker, 8L * levels);
            for (int j = from; j < to; j++) {
                readColumn(dtable_lh, j, sum_l, levels, h, add);
                for (int i = 0; i < n; i++) {
                    int code = Memory.int32(code_n + 4L * i);
                    if (code >= 0) {
                        long sum = sum_l + 8L * code;
                        Memory.float64(sum, Memory.float64(sum) + element.get(dy_nh, (long) i * h + j));
                    }
                }
                writeColumn(sum_l, dtable_lh, j, levels, h);
            }
        });
    }

    private void readColumn(long matrix, int column, long sums, int rows, int h, boolean add) {
        for (int r = 0; r < rows; r++) {
            Memory.float64(sums + 8L * r, add ? element.get(matrix, (long) r * h + column) : 0);
        }
    }

    private void writeColumn(long sums, long matrix, int column, int rows, int h) {
        for (int r = 0; r < rows; r++) {
            element.set(matrix, (long) r * h + column, Memory.float64(sums + 8L * r));
        }
    }
}
