package io.cellwright.kernel;

final class PlainSparseMatmul implements SparseMatmul {
    PlainSparseMatmul(Element element, WorkerPool pool) {}

    @Override
    public void linear(SparseRows x_ng, long w_gh, long b_h, long y_nh, int h) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void weightGradient(SparseRows x_ng, long dy_nh, long dw_gh, int h, boolean add) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void addRows(long table_lh, long code_n, long y_nh, int n, int h) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void rowsGradient(long dy_nh, long code_n, long dtable_lh, int n, int levels, int h, boolean add) {
        throw new UnsupportedOperationException();
    }
}
