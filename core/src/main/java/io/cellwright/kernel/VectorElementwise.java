package io.cellwright.kernel;

final class VectorElementwise implements Elementwise {
    VectorElementwise(WorkerPool pool) {}

    @Override
    public void apply(Function f, long x, long y, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void gradient(Function f, long x, long y, long dy, long dx, long count, boolean add) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void addScaled(long a, long b, double scale, long y, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void affine(long x, double scale, double shift, long y, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void multiply(long a, long b, long y, long count, boolean add) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void scaleRows(long x_nk, long scale_n, long y_nk, int n, int k, boolean add) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void rowSum(long x_nk, long y_n, int n, int k, boolean add) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void addToRows(long dy_n, long dx_nk, int n, int k) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void dropout(long x, long y, long count, double p, long key, boolean add) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void standardNormal(long y, long count, long key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public double weightedSum(long x, long w, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long firstNonFinite(long x, long count) {
        throw new UnsupportedOperationException();
    }
}
