package io.cellwright.kernel;

final class VectorOptimize implements Optimize {
    VectorOptimize(WorkerPool pool) {}

    @Override
    public void adam(long p, long g, long m, long v, long count, double rate, double beta1, double beta2, double epsilon, double decay, double correction1, double correction2) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void adamW(long p, long g, long m, long v, long count, double rate, double beta1, double beta2, double epsilon, double decay, double correction1, double correction2) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sgd(long p, long g, long m, long count, double rate, double momentum, double decay, boolean first) {
        throw new UnsupportedOperationException();
    }

    @Override
    public double sumOfSquares(long g, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void scale(long g, long count, double factor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void clamp(long g, long count, double limit) {
        throw new UnsupportedOperationException();
    }
}
