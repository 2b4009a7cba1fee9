package io.cellwright.kernel;

final class PlainMatmul implements Matmul {
    PlainMatmul(Element element, WorkerPool pool) {}

    @Override
    public void linear(long x_ni, long w_oi, long b_o, long y_no, int n, int in, int out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void inputGradient(long dy_no, long w_oi, long dx_ni, int n, int in, int out, boolean add) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void weightGradient(long dy_no, long x_ni, long dw_oi, int n, int in, int out, boolean add) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void biasGradient(long dy_no, long db_o, int n, int out, boolean add) {
        throw new UnsupportedOperationException();
    }
}
